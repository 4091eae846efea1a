//! What is measured, and how: a process's CPU time and memory, quantiles, the order of messages.

pub mod machine;
pub mod order;
pub mod process;
pub mod quantile;
