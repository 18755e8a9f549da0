//! The transport metadata that the older optimised integrations add to a result. Source: recorded on the service.

use serde_json::{Map, Value, json};

use crate::service::ServiceResponse;

/// `SdkHttpMetadata` and `SdkResponseMetadata` of an answer.
pub fn members(response: &ServiceResponse) -> [(String, Value); 2] {
    let mut all = Map::new();
    let mut plain = Map::new();
    for (name, value) in &response.headers {
        all.insert(name.clone(), json!([value]));
    }
    // The single-valued form is in the order of the alphabet, whatever the case.
    let mut sorted: Vec<_> = response.headers.iter().collect();
    sorted.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    for (name, value) in sorted {
        plain.insert(name.clone(), json!(value));
    }
    [
        (
            "SdkHttpMetadata".to_owned(),
            json!({ "AllHttpHeaders": all, "HttpHeaders": plain, "HttpStatusCode": response.status }),
        ),
        ("SdkResponseMetadata".to_owned(), json!({ "RequestId": response.request_id })),
    ]
}

/// The answer with its metadata, members in the order of the alphabet as the service writes them.
pub fn with_metadata(response: ServiceResponse) -> Value {
    let metadata = members(&response);
    let mut members: Vec<(String, Value)> = match response.output {
        Value::Object(members) => members.into_iter().collect(),
        Value::Null => Vec::new(),
        other => return other,
    };
    members.extend(metadata);
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    Value::Object(members.into_iter().collect())
}

#[cfg(test)]
mod tests;
