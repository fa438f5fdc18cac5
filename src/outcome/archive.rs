//! Coming back: a plan read from text, from a file or from a whole zip. Everything here is hostile
//! until it has been read.
