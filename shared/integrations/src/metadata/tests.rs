//! The metadata as the service writes it.

use super::*;

#[test]
fn members_stand_in_the_services_order() {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let response = ServiceResponse {
        output: json!({ "StatusCode": 200, "Payload": "HelloWorld!", "ExecutedVersion": "$LATEST" }),
        status: 200,
        headers: vec![
            header("X-Amz-Executed-Version", "$LATEST"),
            header("x-amzn-Remapped-Content-Length", "0"),
            header("Connection", "keep-alive"),
            header("Content-Length", "13"),
            header("Content-Type", "application/json"),
        ],
        request_id: "r-1".to_owned(),
    };
    let expected = concat!(
        r#"{"ExecutedVersion":"$LATEST","Payload":"HelloWorld!","SdkHttpMetadata":{"AllHttpHeaders":"#,
        r#"{"X-Amz-Executed-Version":["$LATEST"],"x-amzn-Remapped-Content-Length":["0"],"Connection":["keep-alive"],"#,
        r#""Content-Length":["13"],"Content-Type":["application/json"]},"HttpHeaders":{"Connection":"keep-alive","#,
        r#""Content-Length":"13","Content-Type":"application/json","X-Amz-Executed-Version":"$LATEST","#,
        r#""x-amzn-Remapped-Content-Length":"0"},"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r-1"},"#,
        r#""StatusCode":200}"#
    );
    assert_eq!(with_metadata(response).to_string(), expected);
}
