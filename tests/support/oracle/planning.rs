//! Any bytes under any name → what must hold of their plan. What does not hold is a panic.

use std::path::Path;

use pullconfig::plan::{FilePlan, PlanError, PlanOptions, State, Templates, plan, survey};
use pullconfig::source::{Origin, SourceFile};
use pullconfig::text::{NodeKind, Reading, Role, Syntax, Tag, Template, utf8};

/// The file is refused, or converted with proof: its syntax may be at fault, our edits never are. A
/// second run has nothing to do, and a look (`survey`) tells what the work itself (`plan`) does.
pub(crate) fn is_refused_or_converted_with_proof(path: &Path, bytes: &[u8], options: &PlanOptions) {
    let file = |bytes: &[u8]| SourceFile {
        path: path.to_owned(),
        location: None,
        bytes: bytes.to_vec(),
        origin: Origin::Found,
    };
    let wrong = |what: &str| {
        let text = String::from_utf8_lossy(bytes);
        format!("{} {:?}: {what}\n{text}", path.display(), options.templates)
    };
    let planned = plan(file(bytes), options);
    match &planned {
        Err(
            error @ (PlanError::Unproved { .. }
            | PlanError::Disagreement(_)
            | PlanError::Clusters { .. }),
        ) => {
            panic!("{}", wrong(&error.to_string()));
        }
        Err(PlanError::Syntax { error, .. }) => {
            assert!(error.offset <= bytes.len(), "{}", wrong(&error.to_string()));
        }
        Ok(first) => {
            keeps_the_tags(first, options);
            let again =
                plan(file(&first.rewrite.as_ref().expect("no survey").rewritten()), options);
            let again = again
                .map(|plan| plan.edited().map_or(0, |change| change.edits.len()))
                .map_err(|error| error.to_string());
            assert_eq!(again, Ok(0), "{}", wrong("planned again"));
        }
    }
    let looked = survey(file(bytes), options);
    assert_eq!(states(&looked), states(&planned), "{}", wrong("survey"));
}

fn states(planned: &Result<FilePlan, PlanError>) -> Result<Vec<(String, State)>, String> {
    let definitions = &planned.as_ref().map_err(ToString::to_string)?.definitions;
    Ok(definitions.iter().map(|it| (it.pointer.to_string(), it.state())).collect())
}

/// Tags other than expressions, outside of strings, stand in the new text as in the old one, letter
/// by letter and in the same order; new ones may come between. Expressions and strings go with what
/// goes, and come with an id.
fn keeps_the_tags(plan: &FilePlan, options: &PlanOptions) {
    let Templates::As(syntax) = options.templates else { return };
    if plan.edited().is_none() || syntax == Syntax::Comments {
        return;
    }
    let (old, new) = (
        tags(&plan.rewrite.as_ref().expect("no survey").source.bytes, syntax),
        tags(&plan.rewrite.as_ref().expect("no survey").rewritten(), syntax),
    );
    let mut rest = new.iter();
    assert!(old.iter().all(|tag| rest.any(|other| other == tag)), "{old:?} became {new:?}");
}

fn tags(bytes: &[u8], syntax: Syntax) -> Vec<String> {
    let text = utf8(bytes).expect("a template is text");
    let template = Template::parse(text, syntax).expect("it was planned");
    let readings = template.readings().expect("it was planned");
    let is_in_string = |tag: &Tag| {
        readings.iter().any(|Reading { document, .. }| {
            let mut nodes = document.subtree(document.root());
            nodes.any(|id| {
                document.kind(id) == NodeKind::String
                    && document.span(id).contains(&tag.range.start)
            })
        })
    };
    let tags = template.tags().filter(|tag| tag.role != Role::Expression && !is_in_string(tag));
    tags.map(|tag| text[tag.range.clone()].to_owned()).collect()
}
