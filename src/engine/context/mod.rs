//! The definition that the rules work on: they read it, change it, and report findings about it.

pub(crate) mod report;

use std::borrow::Cow;
use std::collections::HashSet;

use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{
    AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation, TestOperation,
};
use serde_json::Value;

use crate::edit::{self, Anchor, Placement};
use crate::engine::pointers::{Operations, Original, find};
use crate::engine::{
    Finding, KnownImageConfig, KnownPull, Options, Outcome, Rule, SecretNeed, Severity, Subject,
};
use crate::live;
use crate::marathon::{CredentialEntry, Definition};
use crate::text::{DuplicateKey, may_be_expression};

/// A definition while the rules work on it.
///
/// Pointers in the arguments of its methods count from the definition and are written as in RFC
/// 6901.
#[derive(Debug)]
pub struct Context<'a> {
    subject: &'a Subject<'a>,
    options: &'a Options,
    /// The name under which findings are reported: the name of the rule at work, which may have a
    /// detail after a slash.
    name: Cow<'static, str>,
    /// The definition as the rules have changed it so far.
    value: Value,
    /// See [`leaves_docker`](Self::leaves_docker).
    leaves_docker: bool,
    /// Whether the definition is only reviewed. Nothing is converted then, so that nothing can be
    /// blocked.
    is_review: bool,
    /// The `test` operations of the patch; `None` if they are not wanted.
    tests: Option<Vec<PatchOperation>>,
    /// The pointers that have a test.
    tested: HashSet<PointerBuf>,
    /// The changes of the rules so far.
    operations: Operations,
    placements: Vec<Placement>,
    findings: Vec<Finding>,
    /// The credential URIs that stay on purpose, as pointers from the file's root.
    staying: HashSet<PointerBuf>,
    secrets: Vec<SecretNeed>,
    /// The message about the first operation that could not be applied: a defect of this program.
    defect: Option<String>,
}

impl<'a> Context<'a> {
    /// Creates the context of a definition whose value is `value`.
    #[must_use]
    pub fn new(subject: &'a Subject<'a>, value: Value, options: &'a Options) -> Self {
        Context {
            subject,
            options,
            name: Cow::Borrowed(""),
            leaves_docker: subject.leaves_docker(&value),
            value,
            is_review: false,
            tests: Some(Vec::new()),
            tested: HashSet::new(),
            operations: Operations::default(),
            placements: Vec::new(),
            findings: Vec::new(),
            staying: HashSet::new(),
            secrets: Vec::new(),
            defect: None,
        }
    }

    /// Leaves the tests out of the patch. Such a patch may not be shown or carried out.
    #[must_use]
    pub fn without_tests(self) -> Self {
        Context { tests: None, ..self }
    }

    /// Turns blockers into warnings, because nothing is converted.
    #[must_use]
    pub fn for_review(self) -> Self {
        Context { is_review: true, ..self }
    }

    /// Whether the definition is only reviewed, not converted.
    pub(crate) fn is_review(&self) -> bool {
        self.is_review
    }

    /// Reports the following findings under the name of `rule`.
    pub(crate) fn enter(&mut self, rule: &'static Rule) {
        self.name = rule.name.into();
    }

    /// Reports the following findings under `RULE/DETAIL`, until the next rule or detail.
    pub(crate) fn enter_detail(&mut self, detail: &str) {
        let family = self.name.split('/').next().unwrap_or_default();
        self.name = format!("{family}/{detail}").into();
    }

    /// Reports the following findings under the name of the rule alone.
    pub(crate) fn leave_detail(&mut self) {
        let family = self.name.split('/').next().unwrap_or_default().to_owned();
        self.name = family.into();
    }

    /// Ends the work and returns its outcome. The patch is empty if there is a blocker or if
    /// nothing has to change.
    #[must_use]
    pub fn finish(self) -> Outcome {
        let is_blocked = self.findings.iter().any(|found| found.severity == Severity::Blocker);
        let (mut patch, mut placements) = (Vec::new(), Vec::new());
        if !is_blocked && !self.operations.is_empty() {
            patch = self.tests.unwrap_or_default();
            patch.extend(self.operations.into_list());
            placements = self.placements;
        }
        let Context { mut findings, staying, mut secrets, value, defect, .. } = self;
        // Most definitions need one secret, so that there is nothing to gather.
        if secrets.len() > 1 {
            let needs = std::mem::take(&mut secrets);
            SecretNeed::gather(&mut secrets, needs);
        }
        secrets.iter_mut().for_each(SecretNeed::unite);
        secrets.shrink_to_fit();
        if is_blocked {
            // A note tells what was done, but nothing was done.
            findings.retain(|finding| finding.severity > Severity::Note);
        }
        Outcome { patch, placements, findings, staying, secrets, value, defect }
    }

    /// Returns the definition: its kind, place and id.
    #[must_use]
    pub fn definition(&self) -> &'a Definition {
        self.subject.definition
    }

    /// Returns the definition's entries that deliver credentials, as the file has them.
    #[must_use]
    pub fn entries(&self) -> &'a [CredentialEntry] {
        &self.subject.entries
    }

    /// Returns the pointer to an entry, counted from the definition.
    pub(crate) fn pointer_of(&self, entry: &CredentialEntry) -> String {
        let local = entry.pointer.strip_prefix(&self.definition().pointer);
        local.map_or_else(String::new, |pointer| pointer.as_str().to_owned())
    }

    /// Lets a credential URI stay, because the app itself reads the file that it delivers.
    pub(crate) fn let_stay(&mut self, entry: &CredentialEntry) {
        self.staying.insert(entry.pointer.clone());
    }

    /// Whether a rule has let this credential URI stay.
    pub(crate) fn stays(&self, entry: &CredentialEntry) -> bool {
        self.staying.contains(&entry.pointer)
    }

    /// Returns a member name that occurs twice in one of the definition's objects, if there is one.
    pub(crate) fn duplicate(&self) -> Option<&'a DuplicateKey> {
        self.subject.duplicate.as_ref()
    }

    pub(crate) fn options(&self) -> &'a Options {
        self.options
    }

    /// Returns the config of the image at `pointer`, if a registry has told it.
    pub(crate) fn image_config(&self, pointer: &str) -> Option<KnownImageConfig<'a>> {
        self.options.facts.as_ref()?.config(self.text(pointer)?)
    }

    /// Returns the entries of `secrets`, `env` and `fetch` that an update would remove from the running
    /// definition, as paths such as `env.LOG_LEVEL`. The update has the definition as the rules have
    /// changed it so far. Returns `None` if it is unknown what runs.
    pub(crate) fn removed_entries(&self) -> Option<Vec<String>> {
        let live = self.subject.live.as_ref()?;
        Some(live::removed_entries(&self.value, self.definition().envelope, live))
    }

    /// Returns the pulls of the image at `pointer` that somebody has tried.
    pub(crate) fn image_pulls(
        &self,
        pointer: &str,
    ) -> impl Iterator<Item = KnownPull<'a>> + use<'a> {
        let facts = self.options.facts.as_ref();
        let pulls = facts.and_then(|facts| Some(facts.pulls(self.text(pointer)?)));
        pulls.into_iter().flatten()
    }

    /// Whether this is an app that runs on the Docker containerizer before the migration.
    #[must_use]
    pub fn leaves_docker(&self) -> bool {
        self.leaves_docker
    }

    /// Returns the value at `pointer` as the rules have changed it so far. JSON `null` counts as
    /// absent.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        find(&self.value, pointer).filter(|value| !value.is_null())
    }

    /// Returns the string at `pointer` as the rules have changed it so far.
    #[must_use]
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.get(pointer)?.as_str()
    }

    /// Returns the string at `pointer` if it may hold an expression of a template, so that its final
    /// value is unknown.
    #[must_use]
    pub fn unknown(&self, pointer: &str) -> Option<&str> {
        self.text(pointer).filter(|text| may_be_expression(text))
    }

    /// Whether there is a value at `pointer` as the rules have changed the definition so far, even if
    /// it is `null`.
    #[must_use]
    pub fn has(&self, pointer: &str) -> bool {
        find(&self.value, pointer).is_some()
    }

    /// Whether there is a value at `pointer` in the file, even if it is `null`.
    pub(crate) fn definition_has(&self, pointer: &str) -> bool {
        self.original().find(pointer).is_some()
    }

    /// Whether the rules have changed the value at `pointer` so far.
    pub(crate) fn is_changed(&self, pointer: &str) -> bool {
        self.original().value(pointer).as_ref() != find(&self.value, pointer)
    }

    /// Returns the definition as the file has it.
    fn original(&self) -> Original<'a> {
        self.subject.original()
    }

    /// Returns the needs that the rules have added so far.
    pub(crate) fn secrets(&self) -> &[SecretNeed] {
        &self.secrets
    }

    /// Returns the definition as the file has it, the operations so far, and the findings so far.
    pub(crate) fn so_far(&self) -> (Original<'a>, &Operations, &[Finding]) {
        (self.original(), &self.operations, &self.findings)
    }

    /// Adds a member. `anchor` tells where it stands among its siblings in the text.
    pub(crate) fn add(&mut self, pointer: &str, value: Value, anchor: Anchor) {
        let Some(path) = self.absolute(pointer) else { return };
        self.placements.push(Placement { path: path.clone(), anchor });
        self.push(PatchOperation::Add(AddOperation { path, value }));
    }

    /// Replaces a value, and relies on the old one.
    pub(crate) fn replace(&mut self, pointer: &str, value: Value) {
        self.rely_on(pointer);
        let Some(path) = self.absolute(pointer) else { return };
        self.push(PatchOperation::Replace(ReplaceOperation { path, value }));
    }

    /// Removes a value, and relies on it.
    pub(crate) fn remove(&mut self, pointer: &str) {
        self.rely_on(pointer);
        let Some(path) = self.absolute(pointer) else { return };
        self.push(PatchOperation::Remove(RemoveOperation { path }));
    }

    /// Removes elements of lists, and relies on them. The pointers of one list stand in descending
    /// order, so that a removal does not change the indices of the elements that are removed after it.
    pub(crate) fn remove_all(&mut self, pointers: &[String]) {
        let mut operations = Vec::new();
        for pointer in pointers {
            self.rely_on(pointer);
            if let Some(path) = self.absolute(pointer) {
                operations.push(PatchOperation::Remove(RemoveOperation { path }));
            }
        }
        self.carry_out(&operations);
        operations.into_iter().for_each(|operation| self.operations.push(operation));
    }

    /// Moves a value to the place `to`, and relies on it. `anchor` tells where it stands among its new
    /// siblings in the text.
    pub(crate) fn relocate(&mut self, from: &str, to: &str, anchor: Anchor) {
        self.rely_on(from);
        let (Some(from), Some(path)) = (self.absolute(from), self.absolute(to)) else { return };
        self.placements.push(Placement { path: path.clone(), anchor });
        self.push(PatchOperation::Move(MoveOperation { from, path }));
    }

    /// Adds a `test` operation for the value at `pointer`, if the file has this value and the rules
    /// have not changed it so far. The tests stand at the start of the patch.
    pub(crate) fn rely_on(&mut self, pointer: &str) {
        if self.tests.is_none() {
            return;
        }
        let original = self.original().value(pointer);
        let Some(value) = original.filter(|value| find(&self.value, pointer) == Some(value)) else {
            return;
        };
        let Some(path) = self.absolute(pointer) else { return };
        if let Some(tests) = self.tests.as_mut().filter(|_| self.tested.insert(path.clone())) {
            tests.push(PatchOperation::Test(TestOperation { path, value }));
        }
    }

    /// Adds a need. [`finish`](Self::finish) joins the needs of one secret.
    pub(crate) fn need(&mut self, need: SecretNeed) {
        self.secrets.push(need);
    }

    /// Applies an operation, whose pointers count from the file's root, and adds it to the patch.
    fn push(&mut self, operation: PatchOperation) {
        self.carry_out(std::slice::from_ref(&operation));
        self.operations.push(operation);
    }

    /// Applies operations to the value. If one fails, the defect is recorded.
    fn carry_out(&mut self, operations: &[PatchOperation]) {
        let local = edit::rebase(operations, &self.subject.definition.pointer);
        let applied = local.map_err(|error| error.to_string()).and_then(|local| {
            edit::apply(&mut self.value, &local).map_err(|error| error.to_string())
        });
        if let Err(error) = applied {
            self.defect.get_or_insert(format!("{}: {error}", self.name));
        }
    }

    /// Returns `pointer` counted from the root of the file. If it is no pointer, returns `None` and
    /// records the defect.
    fn absolute(&mut self, pointer: &str) -> Option<PointerBuf> {
        match Pointer::parse(pointer) {
            Ok(pointer) => Some(self.subject.definition.pointer.concat(pointer)),
            Err(error) => {
                self.defect.get_or_insert(format!("{}: {error}", self.name));
                None
            }
        }
    }
}
