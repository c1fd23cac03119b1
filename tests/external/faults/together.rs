//! Two runs at once.

use std::process::{Child, Stdio};

use super::folder::{Folder, converted};

const FILES: usize = 60;

/// Each file is converted once, no run removes what the other one is writing, and whoever comes too late
/// says so.
pub(crate) fn two_runs() {
    let after = converted();
    for _ in 0..4 {
        let names: Vec<String> = (0..FILES).map(|index| format!("{index}.json")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let folder = Folder::with(&names);
        let start = || {
            let mut command = folder.command(&["apply"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs")
        };
        let runs: Vec<Child> = (0..2).map(|_| start()).collect();
        let (mut done, mut late) = (0, 0);
        for run in runs {
            let output = run.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            done += said.matches(": converted /web").count();
            for line in errors.lines() {
                let (_, why) = line.rsplit_once(": ").expect("a file and a reason");
                let late_words = [
                    "changed since it was read; left as it is",
                    "another program is writing it; left as it is",
                ];
                assert!(late_words.contains(&why), "{line}");
                late += 1;
            }
            assert_eq!(
                output.status.code(),
                Some(if errors.is_empty() { 0 } else { 2 }),
                "{errors}"
            );
        }
        assert_eq!(done, FILES, "{late} came too late");
        names.iter().for_each(|name| assert_eq!(folder.read(name), after, "{name}"));
        assert_eq!(folder.names().len(), FILES);
    }
}
