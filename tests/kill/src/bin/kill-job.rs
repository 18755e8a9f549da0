//! The Glue job of the kill test: notes that it was started with `--KEY`, and takes a moment.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use stepwell_kill::{Trouble, diary};

fn main() -> Result<(), Trouble> {
    let diary = std::env::var(diary::VARIABLE)?;
    let mut words = std::env::args().skip_while(|word| word != "--KEY").skip(1);
    let key = words.next().ok_or("`--KEY` is missing")?;
    diary::note(Path::new(&diary), &json!({ "key": key }))?;
    std::thread::sleep(Duration::from_millis(500));
    Ok(())
}
