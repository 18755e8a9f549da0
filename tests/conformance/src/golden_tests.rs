//! The list of passed cases: what is told, and what is written.

use super::*;

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn file(name: &str, text: Option<&str>) -> PathBuf {
    let path = std::env::temp_dir().join(format!("stepwell-passed-{name}-{}", std::process::id()));
    if let Some(text) = text {
        fs::write(&path, text).unwrap();
    }
    path
}

#[test]
fn drops_and_gains() {
    let path = file("list", Some("a/one\na/two\n"));
    assert!(check(&path, &set(&["a/one", "a/two"]), false).is_ok());
    let dropped = check(&path, &set(&["a/one", "a/three"]), true);
    assert!(matches!(&dropped, Err(GoldenError::Dropped(names)) if *names == set(&["a/two"])), "{dropped:?}");
    let more = set(&["a/one", "a/two", "a/three"]);
    let unlisted = check(&path, &more, false).unwrap_err();
    assert_eq!(
        unlisted.to_string(),
        "1 case(s) pass that are not listed; run again with STEPWELL_BLESS=1 to list them:\na/three\n"
    );
    assert!(check(&path, &more, true).is_ok());
    assert_eq!(fs::read_to_string(&path).unwrap(), "a/one\na/three\na/two\n");
    fs::remove_file(path).unwrap();
}

#[test]
fn no_list_is_an_empty_list() {
    let path = file("none", None);
    assert!(check(&path, &set(&[]), false).is_ok());
    assert!(matches!(check(&path, &set(&["a/one"]), false), Err(GoldenError::Unlisted(_))));
}
