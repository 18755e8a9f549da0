//! How files are named, and that they are written whole.

use super::Place;

#[test]
fn names_of_files() {
    let data = Some("file:///data/");
    let cases = [
        ("incoming/orders.csv", data, Ok("file:///data/incoming/orders.csv")),
        ("/tmp/my orders.csv", None, Ok("file:///tmp/my%20orders.csv")),
        ("file:///tmp/orders.csv", None, Ok("file:///tmp/orders.csv")),
        ("../secret", data, Err("`../secret` names no file")),
        (
            "file:///data/%2E%2E/x",
            None,
            Err("`file:///data/%2E%2E/x` is no file of this machine: write `file:///<path>`"),
        ),
        (
            "orders.csv",
            None,
            Err("`orders.csv` needs the folder it is in: set `DATA_URI` to a folder or to `s3://<bucket>/…`"),
        ),
        ("orders.csv", Some("/my data"), Ok("file:///my%20data/orders.csv")),
        ("ftp://host/x", None, Err("`ftp://host/x` is neither `file:///…` nor `s3://<bucket>/…`")),
        #[cfg(not(feature = "s3"))]
        (
            "orders.csv",
            Some("s3://bucket"),
            Err(
                "`s3://bucket/orders.csv` is in S3 and this program was built without it: build it with `--features s3`",
            ),
        ),
    ];
    for (text, data, expected) in cases {
        let found =
            Place::of(text, data).map(|place| place.uri().to_owned()).map_err(|error| error.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text}");
    }
}

#[tokio::test]
async fn what_is_written_is_read() {
    let folder = std::env::temp_dir().join(format!("etl-store-{}", std::process::id()));
    let place = Place::of(folder.join("a b/c.csv").to_str().unwrap(), None).unwrap();
    assert_eq!(place.read().await.unwrap(), None);
    place.write(b"one".to_vec()).await.unwrap();
    place.write(b"two".to_vec()).await.unwrap();
    assert_eq!(place.read().await.unwrap().as_deref(), Some(b"two".as_slice()));
    assert_eq!(std::fs::read_dir(folder.join("a b")).unwrap().count(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}
