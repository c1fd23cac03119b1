//! `pullconfig secrets extract --for`: tells which images of the definitions have a login for their
//! registry.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};

use crate::cli::args::files::Files;
use crate::cli::input::Input;
use crate::cli::session::Session;
use crate::config::Layer;
use crate::marathon::Registry;
use crate::plan::ReportedFile;
use crate::secrets::coverage::{host, pulled};
use crate::secrets::docker_config::Logins;

const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();

/// The images that are pulled with a secret, before or after the migration.
#[derive(Debug)]
pub(in crate::cli) struct Coverage {
    /// The images, as the definitions spell them.
    images: BTreeMap<String, ImageUse>,
    /// The files that were looked at, with the errors of those that could not be read.
    pub(in crate::cli) files: Vec<ReportedFile>,
}

/// The definitions that use an image.
#[derive(Debug)]
struct ImageUse {
    /// The path and the position of the first definition.
    first: String,
    /// The number of definitions.
    definitions: usize,
}

impl Coverage {
    /// Looks at the definitions below `paths`.
    pub(in crate::cli) fn of(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let files = Files::below(paths.to_vec());
        let session = Session::survey(&Input::without_report(&files), Layer::default(), 0)?;
        let mut images: BTreeMap<String, ImageUse> = BTreeMap::new();
        for (path, plan) in session.plans() {
            for definition in &plan.definitions {
                let at = definition.position;
                let place = format!("{}:{}:{}", path.display(), at.line, at.column);
                for image in pulled(definition) {
                    let unused = || ImageUse { first: place.clone(), definitions: 0 };
                    images.entry(image.to_owned()).or_insert_with(unused).definitions += 1;
                }
            }
        }
        Ok(Coverage { images, files: session.files })
    }

    /// Whether there is a login for each image. For an image whose registry is not known before a template is rendered,
    /// there is none.
    pub(in crate::cli) fn is_complete(&self, logins: &Logins) -> bool {
        let mut registries = self.images.keys().map(|image| Registry::of(image));
        registries.all(|it| !it.is_unknown() && logins.login_for(host(it)).is_some())
    }
}

/// Writes a line for each image without a login, and the counts. With `is_verbose`, images with a login have a line,
/// too.
pub(in crate::cli) fn write(
    out: &mut dyn Write,
    coverage: &Coverage,
    logins: &Logins,
    is_verbose: bool,
) -> io::Result<()> {
    let (mut covered, mut missing, mut unknown) = (0, 0, 0);
    for (image, ImageUse { first, definitions }) in &coverage.images {
        let registry = Registry::of(image);
        let login = logins.login_for(host(registry)).filter(|_| !registry.is_unknown());
        let (style, word, text, count) = match login {
            _ if registry.is_unknown() => {
                let text = "pulls from a registry that the template tells".into();
                (YELLOW, "unknown", text, &mut unknown)
            }
            Some(login) => (GREEN, "covered", format!("by {}", login.shown()), &mut covered),
            None => (RED, "missing", missed(logins, host(registry)), &mut missing),
        };
        *count += 1;
        if login.is_some() && !is_verbose {
            continue;
        }
        let more = match definitions {
            1 => String::new(),
            _ => format!(" and {} more", definitions - 1),
        };
        writeln!(out, "{first}: {style}{word}{style:#} {image} {text}{more}")?;
    }
    let images = match coverage.images.len() {
        0 => return writeln!(out, "no images"),
        1 => "1 image".to_owned(),
        images => format!("{images} images"),
    };
    let where_told = if is_verbose || covered == 0 { "" } else { " (-v lists them)" };
    let unknown = match unknown {
        0 => String::new(),
        unknown => format!(", {unknown} unknown"),
    };
    writeln!(out, "{images}: {covered} with a login{where_told}, {missing} without{unknown}")
}

/// Returns the clause about a registry without a login. It names a login that would nearly do, if there is one.
fn missed(logins: &Logins, registry: &str) -> String {
    let why = logins.near_miss(registry).map(|why| format!("; {why}")).unwrap_or_default();
    format!("has no login for `{registry}`{why}")
}
