//! Forum Planner: a plan becomes findings, objects, a picture and files.
