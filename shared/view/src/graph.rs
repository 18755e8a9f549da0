//! The graph of a workflow as one SVG: states coloured by status, nested scopes in boxes, edges with conditions.
//!
//! No state's edges leave its scope, so every scope is laid out alone and then stands as one box in the scope
//! around it. Deliberately absent: interaction, scripts, fonts, and links to anything outside the file.

mod arrange;
mod column;
mod layered;
mod lines;
mod paint;
mod style;

use crate::limits::DRAWN_STATES_MAX;
use crate::model::Workflow;
use crate::status::Statuses;
use crate::text::escape;

/// How to draw.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Accessible name of the picture; empty: `workflow graph`.
    pub title: String,
    /// Nonce of the page's content security policy, for the style element; `None` for a file of its own.
    pub nonce: Option<String>,
}

/// Draws a workflow. The same arguments give the same bytes. A workflow beyond
/// [`DRAWN_STATES_MAX`](crate::limits::DRAWN_STATES_MAX) gives a picture that says so.
pub fn svg(workflow: &Workflow, statuses: &Statuses, options: &Options) -> String {
    let states = workflow.states();
    if states.len() > DRAWN_STATES_MAX {
        let text =
            format!("{} states are too many to draw: at most {DRAWN_STATES_MAX} are drawn", states.len());
        return message(&text, options);
    }
    if states.is_empty() {
        return message("there are no states to draw", options);
    }
    let plan = arrange::plan(&workflow.scope, true);
    let mut out = String::with_capacity(4096 + states.len() * 700);
    open(&mut out, plan.width, plan.height, &summary(&states, statuses), options);
    paint::plan(&mut out, &plan, statuses);
    out.push_str("</svg>");
    out
}

fn summary(states: &[(&crate::model::State, usize)], statuses: &Statuses) -> String {
    let mut text = format!("{} states", states.len());
    for status in crate::status::Status::ALL {
        let count = states
            .iter()
            .filter(|(state, _)| {
                statuses.get(&state.name).map(|mark| mark.status).unwrap_or_default() == status
            })
            .count();
        if count > 0 {
            text.push_str(&format!(", {count} {}", status.word()));
        }
    }
    text
}

fn open(out: &mut String, width: f64, height: f64, description: &str, options: &Options) {
    let title = if options.title.is_empty() { "workflow graph" } else { &options.title };
    let (width, height) = (width.ceil(), height.ceil());
    out.push_str(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"sw-graph\" role=\"img\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" aria-labelledby=\"sw-title sw-desc\">\
         <title id=\"sw-title\">{}</title><desc id=\"sw-desc\">{}</desc>",
        escape(title),
        escape(description)
    ));
    let nonce =
        options.nonce.as_ref().map(|nonce| format!(" nonce=\"{}\"", escape(nonce))).unwrap_or_default();
    out.push_str(&format!("<style{nonce}>{}</style>{}", style::CSS, style::DEFINITIONS));
    out.push_str("<rect class=\"sw-ground\" width=\"100%\" height=\"100%\"/>");
}

fn message(text: &str, options: &Options) -> String {
    let mut out = String::new();
    open(&mut out, 640.0, 80.0, text, options);
    out.push_str(&format!(
        "<text class=\"sw-name sw-middle\" x=\"320\" y=\"45\">{}</text></svg>",
        escape(text)
    ));
    out
}

#[cfg(test)]
mod tests;
