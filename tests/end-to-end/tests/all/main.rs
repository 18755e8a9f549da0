//! End-to-end tests. Each starts servers of its own, with data directories and ports of their own, so they may run side
//! by side. They wait for what they want to see and give it plenty of time; none depends on how long anything takes.

#[cfg(test)]
mod client;
#[cfg(test)]
mod command_tests;
#[cfg(test)]
mod conformance_tests;
#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod etl;
#[cfg(test)]
mod etl_tests;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod nested_tests;
#[cfg(test)]
mod patience;
#[cfg(test)]
mod program_tests;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod request_tests;
#[cfg(test)]
mod server;
#[cfg(test)]
mod starting_tests;
#[cfg(test)]
mod wire_tests;
