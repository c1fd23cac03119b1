//! Reports findings about the definition that the rules work on.

use super::Context;
use crate::engine::pointers::in_file;
use crate::engine::{Finding, Preparation, Severity};
use crate::text::{has_expression, may_be_expression};

impl Context<'_> {
    /// Reports a note about the value at `pointer`.
    pub(crate) fn note(&mut self, pointer: &str, message: impl Into<String>) {
        self.report(Severity::Note, pointer, message.into(), None, None);
    }

    /// Reports a warning about the value at `pointer`.
    pub(crate) fn warn(&mut self, pointer: &str, message: impl Into<String>, help: &str) {
        self.report(Severity::Warning, pointer, message.into(), Some(help), None);
    }

    /// Warns that something must be there, or must be known, before the definition is deployed.
    /// Reports tell each preparation once, with all definitions that ask for it.
    pub(crate) fn ask(
        &mut self,
        pointer: &str,
        asks: Preparation,
        message: impl Into<String>,
        help: &str,
    ) {
        self.report(Severity::Warning, pointer, message.into(), Some(help), None);
        if let Some(finding) = self.findings.last_mut() {
            finding.asks = Some(asks);
        }
    }

    /// Reports a blocker about the value at `pointer`. In a review it becomes a warning.
    pub(crate) fn block(&mut self, pointer: &str, message: impl Into<String>, help: &str) {
        self.report(Severity::Blocker, pointer, message.into(), Some(help), None);
    }

    /// Reports a blocker because `text` does not have the required form. `text` stands at `pointer`,
    /// or is a part of the value there.
    pub(crate) fn block_form(&mut self, pointer: &str, text: &str, message: String, help: &str) {
        self.block(pointer, message, &help_about(text, help));
    }

    /// Reports a blocker and returns false, unless the user has accepted this finding by name. If so,
    /// reports a warning that tells the loss and returns true: the caller then makes the change that
    /// loses something.
    ///
    /// `loss` is a clause: "the app starts without privileges".
    #[must_use]
    pub(crate) fn block_or_lose(
        &mut self,
        pointer: &str,
        message: impl Into<String>,
        help: &str,
        loss: &str,
    ) -> bool {
        let accepted = self.options.accept.iter().any(|glob| glob.is_about(&self.name));
        if accepted {
            self.report(Severity::Warning, pointer, format!("accepted: {loss}"), Some(help), None);
            if let Some(finding) = self.findings.last_mut() {
                finding.is_accepted = true;
            }
        } else {
            self.report(Severity::Blocker, pointer, message.into(), Some(help), Some(loss));
        }
        accepted
    }

    /// Adds a finding under the name of the rule and detail at work. In a review, a blocker becomes a
    /// warning. The finding gets the place in the file that belongs to `pointer`.
    fn report(
        &mut self,
        severity: Severity,
        pointer: &str,
        message: String,
        help: Option<&str>,
        loss: Option<&str>,
    ) {
        let Some(pointer) = self.absolute(pointer) else { return };
        let (severity, loss) = match severity {
            Severity::Blocker if self.is_review => (Severity::Warning, None),
            severity => (severity, loss),
        };
        let pointer = in_file(pointer, &self.operations, self.original());
        let (help, loss) = (help.map(str::to_owned), loss.map(str::to_owned));
        let rule = self.name.clone().into_owned();
        let (is_accepted, asks) = (false, None);
        self.findings.push(Finding {
            rule,
            severity,
            pointer,
            message,
            help,
            loss,
            is_accepted,
            asks,
        });
    }
}

/// Returns the help for a text that is refused because of its form. The text may be an expression
/// of a template that was not recognised.
pub(crate) fn help_about(text: &str, help: &str) -> String {
    if may_be_expression(text) && !has_expression(text) {
        format!("{help}; if it is a variable that is filled in before: `--template-syntax env`")
    } else {
        help.to_owned()
    }
}
