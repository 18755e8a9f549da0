//! The fields of a Task state.

use stepwell_query::template::Template;

use crate::diagnostic::Code;
use crate::machine::MachineType;
use crate::resource::{self, Pattern, Resource, ResourceKind, catalogue};
use crate::state::task::Task;
use crate::state::{Seconds, Work};

use super::catch::catch;
use super::complaints::Complaints;
use super::count::seconds;
use super::machine::Scope;
use super::object::Object;
use super::retry::retry;
use super::state::next;
use super::template::template;
use super::{Builder, paths};

/// Reads a Task state.
pub(super) fn task<'v>(
    object: &Object<'v, '_>,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) -> Option<Work> {
    let complaints = &mut builder.complaints;
    object.require(&["Resource"], complaints);
    let resource = resource(object, builder.kind, complaints);
    let parameters = template(object, "Parameters", complaints);
    let credentials = credentials(object, complaints);
    let timeout = seconds(object, "TimeoutSeconds", "TimeoutSecondsPath", complaints);
    let heartbeat = seconds(object, "HeartbeatSeconds", "HeartbeatSecondsPath", complaints);
    if let (Some(Seconds::Literal(timeout)), Some(Seconds::Literal(heartbeat))) = (&timeout, &heartbeat)
        && heartbeat >= timeout
    {
        let message = "'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'";
        complaints.own_error(Code::SchemaValidationFailed, &object.place, message);
    }
    let result_selector = template(object, "ResultSelector", complaints);
    let result_path = paths::result_path(object, complaints);
    let retry = retry(object, complaints);
    let catch = catch(object, scope, complaints);
    let next = next(object, scope, complaints);
    let (resource, next) = (resource?, next?);
    warn_without_timeout(object, &resource, timeout.is_some() || heartbeat.is_some(), complaints);
    Some(Work::Task(Box::new(Task {
        resource,
        parameters,
        credentials,
        timeout,
        heartbeat,
        result_selector,
        result_path,
        retry,
        catch,
        next,
    })))
}

/// Checks what a Task state has in either query language.
pub(super) fn check(object: &Object<'_, '_>, builder: &mut Builder<'_>) {
    object.require(&["Resource"], &mut builder.complaints);
    resource(object, builder.kind, &mut builder.complaints);
    check_credentials(object, &mut builder.complaints);
    retry(object, &mut builder.complaints);
}

fn resource(object: &Object<'_, '_>, kind: MachineType, complaints: &mut Complaints) -> Option<Resource> {
    let text = object.text("Resource", complaints)?;
    let place = object.place.field("Resource");
    if !text.starts_with("arn:") {
        complaints.schema(&place, "Value is not a valid resource ARN");
        return None;
    }
    let Some(resource) = resource::parse(text).filter(|resource| catalogue::has(&resource.kind)) else {
        let message = format!(
            "The resource provided {text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
        );
        complaints.schema(&place, message);
        return None;
    };
    match (&resource.kind, kind) {
        (ResourceKind::Activity, MachineType::Express) => {
            complaints.schema(&place, "Express state machine does not support Activity ARN");
        }
        (ResourceKind::Activity, MachineType::Standard) => {
            complaints.not_yet(&place, "a task of an activity")
        }
        (ResourceKind::Service { pattern, .. }, MachineType::Express) => {
            if let Some(message) = refused_in_express(*pattern) {
                complaints.schema(&place, message);
            }
        }
        (ResourceKind::Service { .. }, MachineType::Standard) | (ResourceKind::Function, _) => {}
    }
    Some(resource)
}

/// The service's texts, blanks at the end included.
fn refused_in_express(pattern: Pattern) -> Option<&'static str> {
    match pattern {
        Pattern::RequestResponse => None,
        Pattern::Sync | Pattern::Sync2 => {
            Some("Express state machine does not support '.sync' service integration")
        }
        Pattern::WaitForTaskToken => {
            Some("Express state machine does not support '.waitForTaskToken' service integration ")
        }
    }
}

const CREDENTIALS: &str = "Credentials";

fn credentials(object: &Object<'_, '_>, complaints: &mut Complaints) -> Option<Template> {
    check_credentials(object, complaints)?;
    template(object, CREDENTIALS, complaints)
}

/// Some if there are credentials with a role.
fn check_credentials(object: &Object<'_, '_>, complaints: &mut Complaints) -> Option<()> {
    let members = Object::of(object.get(CREDENTIALS)?, object.place.field(CREDENTIALS), complaints)?;
    if !members.has("RoleArn") && !members.has("RoleArn.$") {
        complaints.schema(&members.place, "The field 'RoleArn' is required but was missing");
        return None;
    }
    members.text("RoleArn", complaints);
    Some(())
}

fn warn_without_timeout(
    object: &Object<'_, '_>,
    resource: &Resource,
    has_timeout: bool,
    complaints: &mut Complaints,
) {
    let is_callback =
        matches!(resource.kind, ResourceKind::Service { pattern: Pattern::WaitForTaskToken, .. });
    if is_callback && !has_timeout {
        let message = "without 'TimeoutSeconds' or 'HeartbeatSeconds' the task waits for ever if the callback never comes";
        complaints.own_warning(Code::CallbackWithoutTimeout, &object.place, message);
    }
}
