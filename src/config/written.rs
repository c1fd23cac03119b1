//! Writes settings as the text of a `pullconfig.toml` that means the same. A comment after each
//! setting tells its origin. Logins in URIs are left out.

use std::fmt::{Display, Write as _};

use super::settings::{Setting, Settings};
use crate::engine::Clear;
use crate::marathon::Targets;
use crate::text::without_login;

impl Settings {
    /// Returns the text, which ends with a newline.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        line(&mut out, "secret-source", &self.secret_source, |source| quoted(source.as_str()));
        line(&mut out, "secret-name", &self.secret_name, |name| quoted(name));
        match self.target.value {
            Some(target) => {
                let origin = &self.target.origin;
                let _ = writeln!(out, "target = {}  # {origin}", quoted(&target.to_string()));
            }
            None => {
                let _ = writeln!(out, "# target: {}  # {}", Targets::ALL, self.target.origin);
            }
        }
        list(&mut out, "accept", &self.accept);
        let clear = |clear: &Clear| match clear {
            Clear::Empty => quoted("empty"),
            Clear::Remove => quoted("remove"),
        };
        line(&mut out, "clear", &self.clear, clear);
        line(&mut out, "strip-read-only", &self.strip_read_only, bool::to_string);
        list(&mut out, "include", &self.include);
        list(&mut out, "exclude", &self.exclude);
        list(&mut out, "credential-names", &self.credential_names);
        self.credentials(&mut out);
        for Setting { value, origin } in &self.images {
            let name = self.credentials.get(value.credential).map(|known| known.value.title());
            let _ = writeln!(out, "\n[[image]]  # {origin}");
            let _ = writeln!(out, "image = {}", quoted(value.pattern.as_str()));
            let _ = writeln!(out, "credential = {}", quoted(name.unwrap_or_default()));
        }
        out
    }

    fn credentials(&self, out: &mut String) {
        for Setting { value: known, origin } in &self.credentials {
            let _ = writeln!(out, "\n[[credential]]  # {origin}");
            let archive = known.archive.as_ref().map(|path| path.to_string_lossy());
            let uris: Vec<String> = known.uris.iter().map(|uri| quoted(uri.as_str())).collect();
            let members = [
                ("name", known.name.as_deref().map(quoted)),
                ("uri", (!uris.is_empty()).then(|| format!("[{}]", uris.join(", ")))),
                ("secret-name", known.key.as_deref().map(quoted)),
                ("secret-source", known.source.as_ref().map(|it| quoted(it.as_str()))),
                ("archive", archive.map(|path| quoted(&path))),
                ("same", known.same.then(|| "true".into())),
            ];
            for (name, value) in members {
                if let Some(value) = value {
                    let _ = writeln!(out, "{name} = {value}");
                }
            }
        }
    }
}

fn line<T>(out: &mut String, name: &str, setting: &Setting<T>, value: impl Fn(&T) -> String) {
    let _ = writeln!(out, "{name} = {}  # {}", value(&setting.value), setting.origin);
}

fn list<T: Display>(out: &mut String, name: &str, settings: &[Setting<T>]) {
    if settings.is_empty() {
        let _ = writeln!(out, "{name} = []  # default");
        return;
    }
    let _ = writeln!(out, "{name} = [");
    for Setting { value, origin } in settings {
        let _ = writeln!(out, "  {},  # {origin}", quoted(&value.to_string()));
    }
    let _ = writeln!(out, "]");
}

fn quoted(text: &str) -> String {
    toml::Value::from(&*without_login(text)).to_string()
}
