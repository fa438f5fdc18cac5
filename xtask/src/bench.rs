use crate::words::Words;
use std::process::ExitCode;
pub fn command(_: Words) -> anyhow::Result<ExitCode> {
    anyhow::bail!("to do")
}
