//! The catalogue of service integrations: what a call, a job and a callback look like.
pub mod service;
