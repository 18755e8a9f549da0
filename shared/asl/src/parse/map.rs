//! The fields of a Map state. Distributed mode is recognised, and refused by name until it is there.

use crate::machine::{MachineId, MachineType, StateId};
use crate::state::Work;
use crate::state::map::{Count, Map};

use super::catch::catch;
use super::complaints::Complaints;
use super::count::{count, percentage};
use super::machine::{Scope, nested};
use super::object::Object;
use super::retry::retry;
use super::state::next;
use super::template::template;
use super::{Builder, paths};

const PROCESSORS: [&str; 2] = ["ItemProcessor", "Iterator"];
const CONFIG: &str = "ProcessorConfig";

/// Fields that belong to distributed mode.
const DISTRIBUTED: [&str; 4] = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"];

/// Reads a Map state with its processor.
pub(super) fn map<'v>(
    object: &Object<'v, '_>,
    id: StateId,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) -> Option<Work> {
    let processor = processor(object, id, scope, builder);
    let complaints = &mut builder.complaints;
    for field in DISTRIBUTED.iter().copied().filter(|field| object.has(field)) {
        complaints.not_yet(&object.place.field(field), format!("'{field}' (distributed Map)"));
    }
    object.at_most_one(&["ItemSelector", "Parameters"], complaints);
    let items_path = paths::reference(object, "ItemsPath", complaints).filter(|path| path.text() != "$");
    let item_selector =
        template(object, "ItemSelector", complaints).or(template(object, "Parameters", complaints));
    let max_concurrency =
        count(object, "MaxConcurrency", "MaxConcurrencyPath", complaints).unwrap_or(Count::Literal(0));
    let tolerated_failure_count =
        count(object, "ToleratedFailureCount", "ToleratedFailureCountPath", complaints);
    let tolerated_failure_percentage =
        percentage(object, "ToleratedFailurePercentage", "ToleratedFailurePercentagePath", complaints);
    let result_selector = template(object, "ResultSelector", complaints);
    let result_path = paths::result_path(object, complaints);
    let retry = retry(object, complaints);
    let catch = catch(object, scope, complaints);
    let next = next(object, scope, complaints)?;
    let processor = processor?;
    Some(Work::Map(Box::new(Map {
        processor,
        items_path,
        item_selector,
        max_concurrency,
        tolerated_failure_count,
        tolerated_failure_percentage,
        result_selector,
        result_path,
        retry,
        catch,
        next,
    })))
}

/// The machine that runs for each item.
pub(super) fn processor<'v>(
    object: &Object<'v, '_>,
    id: StateId,
    scope: &Scope<'_, 'v>,
    builder: &mut Builder<'v>,
) -> Option<MachineId> {
    object.exactly_one(&PROCESSORS, &mut builder.complaints);
    let field = PROCESSORS.iter().copied().find(|field| object.has(field))?;
    let (value, place) = (object.get(field)?, object.place.field(field));
    if let Some(config) = value.get(CONFIG)
        && let Some(config) = Object::of(config, place.field(CONFIG), &mut builder.complaints)
    {
        check_config(&config, builder.kind, &mut builder.complaints);
    }
    nested(value, place, id, scope, |name| name == CONFIG, builder)
}

fn check_config(config: &Object<'_, '_>, kind: MachineType, complaints: &mut Complaints) {
    config.allow(|name| name == "Mode" || name == "ExecutionType", complaints);
    let place = config.place.field("Mode");
    match config.one_of("Mode", &["INLINE", "DISTRIBUTED"], complaints) {
        Some("DISTRIBUTED") => {
            config.require(&["ExecutionType"], complaints);
            config.one_of("ExecutionType", &["STANDARD", "EXPRESS"], complaints);
            match kind {
                MachineType::Standard => complaints.not_yet(&place, "the Map mode 'DISTRIBUTED'"),
                MachineType::Express => complaints.schema(
                    &place,
                    "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
                ),
            }
        }
        Some(_) | None if config.has("ExecutionType") => {
            complaints.schema(&config.place, "Field 'ExecutionType' is not supported");
        }
        Some(_) | None => {}
    }
}
