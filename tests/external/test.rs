//! Tests that count as ignored where something is missing that they run, which the standard harness
//! cannot do at run time.

use std::process::{Command, Stdio};

use libtest_mimic::{Completion, Failed, Trial};

/// A test, and the programs without which it counts as ignored.
pub(crate) struct Test {
    name: String,
    needs: Vec<String>,
    run: Box<dyn FnOnce() -> Result<Completion, Failed> + Send>,
}

impl Test {
    pub(crate) fn new<R: Ending>(
        name: impl Into<String>,
        run: impl FnOnce() -> R + Send + 'static,
    ) -> Test {
        Test { name: name.into(), needs: Vec::new(), run: Box::new(|| run().ending()) }
    }

    pub(crate) fn needing<S: Into<String>>(self, programs: impl IntoIterator<Item = S>) -> Test {
        Test { needs: programs.into_iter().map(Into::into).collect(), ..self }
    }

    /// The test as the harness takes it, called `MODULE::NAME`.
    pub(crate) fn trial(self, module: &str) -> Trial {
        let Test { name, needs, run } = self;
        Trial::ignorable_test(format!("{module}::{name}"), move || {
            match needs.iter().find(|program| !is_installed(program)) {
                Some(missing) => {
                    Ok(Completion::ignored_with(format!("{missing} is not installed")))
                }
                None => run(),
            }
        })
    }
}

/// How a test ends that does not panic.
pub(crate) trait Ending {
    /// Whether it passed, failed, or could not be run.
    fn ending(self) -> Result<Completion, Failed>;
}

impl Ending for () {
    fn ending(self) -> Result<Completion, Failed> {
        Ok(Completion::Completed)
    }
}

impl Ending for Result<(), Failed> {
    fn ending(self) -> Result<Completion, Failed> {
        self.map(|()| Completion::Completed)
    }
}

impl Ending for Result<Completion, Failed> {
    fn ending(self) -> Result<Completion, Failed> {
        self
    }
}

fn is_installed(program: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", "command -v \"$0\"", program]).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
