//! The counts of a run, in words.

use super::Verb;
use super::human::counted;
use crate::plan::Summary;

impl Summary {
    /// Returns the numbers of definitions by state, as a report says them; never empty.
    #[must_use]
    pub fn in_words(&self, verb: Verb) -> String {
        let done = if verb == Verb::Apply { "converted" } else { "convertible" };
        let files = counted(self.files_convertible, "file", "files");
        let parts = [
            (self.convertible, format!("{} {done} in {files}", self.convertible)),
            (self.left, format!("{} left", self.left)),
            (self.blocked, format!("{} blocked", self.blocked)),
            (self.migrated, format!("{} already migrated", self.migrated)),
            (self.no_image, format!("{} with nothing to pull", self.no_image)),
            (self.failed, counted(self.failed, "error", "errors")),
        ];
        let parts: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        if parts.is_empty() {
            return "no definition fetches registry credentials".into();
        }
        parts.join(", ")
    }
}
