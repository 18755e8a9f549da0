//! What became of one call on its way: whether it left this machine, and what came back, seen from inside the SDK.
//! Deliberately absent: any change to the call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_lambda::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_lambda::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_lambda::error::BoxError;

/// Headers in the spelling in which Step Functions shows them. The SDK knows them in lower case only.
/// Source: recorded on the service.
const SPELLED: [&str; 9] = [
    "Connection",
    "Content-Length",
    "Content-Type",
    "Date",
    "X-Amz-Executed-Version",
    "X-Amz-Log-Result",
    "X-Amzn-Trace-Id",
    "x-amzn-Remapped-Content-Length",
    "x-amzn-RequestId",
];

/// The answer of a service as it came over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug, Default)]
struct Seen {
    was_sent: bool,
    answer: Answer,
}

/// Watches one call. Clones watch the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    seen: Arc<Mutex<Seen>>,
    keeps_body: bool,
}

impl Course {
    /// A course that keeps the body of the answer too.
    pub(crate) fn keeping_body() -> Course {
        Course { keeps_body: true, ..Course::default() }
    }

    /// Whether the call was about to leave: credentials were there, and it was signed.
    pub(crate) fn was_sent(&self) -> bool {
        self.lock().was_sent
    }

    /// The answer of a call that succeeded.
    pub(crate) fn answer(&self) -> Answer {
        std::mem::take(&mut self.lock().answer)
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Intercept for Course {
    fn name(&self) -> &'static str {
        "Course"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.lock().was_sent = true;
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let headers = response.headers().iter().map(|(name, value)| (spelled(name), value.to_owned()));
        let body = if self.keeps_body { response.body().bytes() } else { None };
        self.lock().answer = Answer {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: body.unwrap_or_default().to_vec(),
        };
        Ok(())
    }
}

fn spelled(name: &str) -> String {
    let known = SPELLED.iter().find(|known| known.eq_ignore_ascii_case(name));
    known.map_or(name, |known| known).to_owned()
}
