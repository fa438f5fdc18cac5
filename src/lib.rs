//! Forum Planner: a plan becomes findings, objects, a picture and files.

pub mod field;
pub mod files;
pub mod finding;
pub mod kube;
pub mod outcome;
pub mod plan;
pub mod secrets;
pub mod stack;
pub mod topology;
pub mod words;
