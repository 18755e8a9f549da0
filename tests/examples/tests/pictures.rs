//! The pictures in the documents are drawn from the examples. `STEPWELL_BLESS=1` draws them anew.

use stepwell_examples::repository;
use stepwell_view::graph::{Options, svg};
use stepwell_view::model::Workflow;
use stepwell_view::status::Statuses;

const PICTURES: [(&str, &str, &str); 1] = [(
    "examples/etl-approval/run-a-job.asl.json",
    "docs/etl-approval.svg",
    "Filter, validate, approve, publish",
)];

#[test]
fn every_picture_is_the_one_that_is_drawn_today() {
    for (definition, picture, title) in PICTURES {
        let text = std::fs::read_to_string(repository().join(definition)).unwrap();
        let options = Options { title: title.to_owned(), nonce: None };
        let drawn = svg(&Workflow::from_text(&text), &Statuses::new(), &options);
        let path = repository().join(picture);
        if std::env::var_os("STEPWELL_BLESS").is_some_and(|value| value == "1") {
            std::fs::write(&path, &drawn).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == drawn,
            "`{picture}` is out of date: run `STEPWELL_BLESS=1 cargo test -p stepwell-examples`"
        );
    }
}
