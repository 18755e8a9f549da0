//! Where the folder is looked for, and what makes a load fail.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("stepwell-conformance-{name}-{}", std::process::id()));
        fs::create_dir_all(path.join("recorded/area")).unwrap();
        Self(path)
    }

    fn with(self, file: &str, text: &str) -> Self {
        fs::write(self.0.join("recorded/area").join(file), text).unwrap();
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

const GOOD: &str = r#"{"name":"one","area":"area","kind":"plain","recorded":"2024-01-01","seconds":1,
    "steps":[{"action":"ListActivities","request":{}}]}"#;

#[test]
fn a_named_folder_must_be_there() {
    let nowhere = PathBuf::from("/nowhere/at/all");
    assert!(matches!(choose(Some(nowhere.clone()), nowhere.clone()), Err(LoadError::NoFolder(_))));
    assert!(matches!(choose(None, nowhere.clone()), Ok(None)));
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    assert!(matches!(choose(Some(here.clone()), nowhere), Ok(Some(found)) if found == here));
    assert!(matches!(choose(None, here.clone()), Ok(Some(found)) if found == here));
}

#[test]
fn a_case_in_its_place_is_loaded() {
    let folder = Folder::new("good").with("one.json", GOOD);
    let cases = load(&folder.0).unwrap();
    assert_eq!(cases.iter().map(Case::id).collect::<Vec<_>>(), ["area/one"]);
}

#[test]
fn no_file_vanishes_silently() {
    let check = |name: &str, file: &str, text: &str, complaint: &str| {
        let folder = Folder::new(name).with("one.json", GOOD).with(file, text);
        let got = load(&folder.0).map(|cases| cases.len()).map_err(|error| error.to_string());
        assert!(got.as_ref().is_err_and(|text| text.contains(complaint)), "{name}: {got:?}");
    };
    check("broken", "two.json", "{", "is not a case");
    check("other-name", "two.json", GOOD, "`name` is not the name of the file");
    check("other-ending", "one.txt", GOOD, "`name` is not the name of the file");
    check("other-area", "one.json", &GOOD.replace(r#""area":"area""#, r#""area":"b""#), "`area` is not");
    check("kind", "one.json", &GOOD.replace("plain", "needs_lambda_script"), "`kind` says something else");
    check(
        "no-steps",
        "one.json",
        &GOOD.replace(r#"{"action":"ListActivities","request":{}}"#, ""),
        "`steps` is empty",
    );
    let empty = Folder::new("empty");
    assert!(matches!(load(&empty.0), Err(LoadError::Empty(_))));
    assert!(matches!(load(Path::new("/nowhere")), Err(LoadError::Read { .. })));
}
