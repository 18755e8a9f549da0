//! Logging, tracing and encryption of a state machine: what is asked for and what is kept. All three are JSON objects
//! in the shape in which they are shown. Logging and tracing are kept and shown as asked; this version writes no logs
//! to CloudWatch and no traces. A customer's key is refused, since nothing would be encrypted with it.

use serde_json::{Map, Value, json};

use crate::fault::{Code, Fault};
use crate::model::Request;

/// Logging as it is kept: level and `includeExecutionData` always, destinations if any were given.
///
/// # Errors
/// `InvalidLoggingConfiguration` if the level is not `OFF` and there is not exactly one destination.
pub fn logging(asked: Option<Request<'_>>) -> Result<Value, Fault> {
    let level = asked.and_then(|asked| asked.text("level")).unwrap_or("OFF");
    let data = asked.and_then(|asked| asked.flag("includeExecutionData")).unwrap_or(false);
    let destinations = asked.and_then(|asked| asked.list("destinations"));
    if level != "OFF" && destinations.map_or(0, <[Value]>::len) != 1 {
        let message = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
        return Err(Fault::new(Code::InvalidLoggingConfiguration, message));
    }
    let mut kept = Map::new();
    kept.insert("level".to_owned(), json!(level));
    kept.insert("includeExecutionData".to_owned(), json!(data));
    if let Some(destinations) = destinations {
        kept.insert("destinations".to_owned(), json!(destinations));
    }
    Ok(Value::Object(kept))
}

/// Tracing as it is kept.
pub fn tracing(asked: Option<Request<'_>>) -> Value {
    json!({ "enabled": asked.and_then(|asked| asked.flag("enabled")).unwrap_or(false) })
}

/// Encryption as it is kept.
///
/// # Errors
/// `InvalidEncryptionConfiguration` for a customer's key without a key; a customer's key is not supported yet.
pub fn encryption(asked: Option<Request<'_>>) -> Result<Value, Fault> {
    let Some(asked) = asked else { return Ok(json!({ "type": "AWS_OWNED_KEY" })) };
    if asked.text("type") == Some("CUSTOMER_MANAGED_KMS_KEY") {
        if asked.text("kmsKeyId").is_none() {
            let message =
                "Invalid Encryption Configuration: `kmsKeyId` is required with CUSTOMER_MANAGED_KMS_KEY";
            return Err(Fault::new(Code::InvalidEncryptionConfiguration, message));
        }
        return Err(Fault::not_yet("encryption with CUSTOMER_MANAGED_KMS_KEY is"));
    }
    Ok(json!({ "type": "AWS_OWNED_KEY" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &Value) -> Request<'_> {
        Request::new(value.as_object().unwrap())
    }

    #[test]
    fn logging_has_defaults_and_keeps_what_was_given() {
        let group = json!({"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:r:1:log-group:g:*"}});
        let off = json!({"level": "OFF", "includeExecutionData": false});
        let cases = [
            (json!({}), off.clone()),
            (json!({"level": null}), off),
            (
                json!({"destinations": []}),
                json!({"level": "OFF", "includeExecutionData": false, "destinations": []}),
            ),
            (
                json!({"destinations": [group], "includeExecutionData": true}),
                json!({"level": "OFF", "includeExecutionData": true, "destinations": [group]}),
            ),
            (
                json!({"level": "ALL", "destinations": [group]}),
                json!({"level": "ALL", "includeExecutionData": false, "destinations": [group]}),
            ),
        ];
        for (given, expected) in cases {
            assert_eq!(logging(Some(asked(&given))).unwrap(), expected, "{given}");
        }
        assert_eq!(logging(None).unwrap(), json!({"level": "OFF", "includeExecutionData": false}));
        for level in ["ALL", "ERROR", "FATAL"] {
            for destinations in [json!([]), json!([group, group]), Value::Null] {
                let given = json!({"level": level, "destinations": destinations});
                let fault = logging(Some(asked(&given))).unwrap_err();
                assert_eq!(
                    fault.message,
                    "Invalid Logging Configuration: Must specify exactly one Log Destination."
                );
            }
        }
    }

    #[test]
    fn a_customers_key_is_not_pretended() {
        let own = json!({"type": "AWS_OWNED_KEY"});
        assert_eq!(encryption(None).unwrap(), own);
        assert_eq!(encryption(Some(asked(&own))).unwrap(), own);
        let without = json!({"type": "CUSTOMER_MANAGED_KMS_KEY"});
        assert_eq!(encryption(Some(asked(&without))).unwrap_err().code, Code::InvalidEncryptionConfiguration);
        let with = json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"});
        let fault = encryption(Some(asked(&with))).unwrap_err();
        assert_eq!(fault.code, Code::UnsupportedOperation);
        assert!(fault.message.contains("CUSTOMER_MANAGED_KMS_KEY"), "{}", fault.message);
    }

    #[test]
    fn tracing_is_off_unless_asked_for() {
        assert_eq!(tracing(None), json!({"enabled": false}));
        assert_eq!(tracing(Some(asked(&json!({"enabled": true})))), json!({"enabled": true}));
    }
}
