//! Approvals by e-mail: requests, links, policies, mails and pages without JavaScript.
//!
//! A workflow asks people with one Task state, [`request::RESOURCE`]. This crate knows what may be asked, who has
//! decided what, what the links, mails and pages look like, and when a click counts. Everything here is a pure function
//! of its arguments, time included; only the mail adapters talk to the world.
//!
//! Deliberately absent: storage, the task token and the protocol that completes the task (the orchestrator's), HTTP
//! servers (the hosts'), and reminders, escalation and forwarding of links.

pub mod address;
pub mod complaint;
pub mod decision;
pub mod desk;
pub mod keyring;
pub mod limits;
pub mod link;
pub mod mail;
pub mod mailbox;
pub mod mailer;
mod moment;
pub mod nonce;
pub mod origin;
pub mod page;
pub mod post;
pub mod request;
#[cfg(feature = "smtp")]
pub mod smtp;
pub mod tally;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod html_check;
