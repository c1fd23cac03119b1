//! The steps of a patch: single operations, and long runs of removals from one list.
//!
//! Rules take elements out of a list one by one, the last one first, and each removal moves all
//! elements after it. A run of such removals is carried out in one pass. Invariant: the steps have the
//! effect of the operations, because no removal of a run changes the index of the next one.

use json_patch::jsonptr::Pointer;
use json_patch::{PatchError, PatchOperation, patch_unsafe};
use serde_json::Value;

/// The least number of removals that make a run. For fewer, a pass over the list is not faster.
const LONG: usize = 64;

/// One or more operations of a patch that are carried out together.
pub(super) enum Step<'p> {
    /// One operation, with its index in the patch.
    One(usize, &'p PatchOperation),
    /// A run of removals, with the index of the first one in the patch.
    Run(usize, Run<'p>),
}

/// A series of removals from one list. Each index is smaller than that of the removal before it.
pub(super) struct Run<'p> {
    /// The pointer to the list.
    pub(super) list: &'p Pointer,
    pub(super) operations: &'p [PatchOperation],
    /// The indices of the elements, in descending order.
    indices: Vec<usize>,
}

/// Returns the steps of a patch in their order.
pub(super) fn steps(patch: &[PatchOperation]) -> impl Iterator<Item = Step<'_>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let (at, operation) = (next, patch.get(next)?);
        let run = Run::at(patch, at);
        next += run.as_ref().map_or(1, |run| run.operations.len());
        Some(run.map_or(Step::One(at, operation), |run| Step::Run(at, run)))
    })
}

/// Carries out a patch on a value. `json_patch` carries out all operations except long runs of removals.
///
/// # Errors
/// An operation fails. The value is then half changed and must not be used.
pub(crate) fn apply(value: &mut Value, patch: &[PatchOperation]) -> Result<(), PatchError> {
    let apply_one = |value: &mut Value, at: usize| {
        let applied = patch_unsafe(value, std::slice::from_ref(&patch[at]));
        applied.map_err(|mut error| {
            error.operation = at;
            error
        })
    };
    for step in steps(patch) {
        match step {
            Step::One(at, _) => apply_one(value, at)?,
            Step::Run(start, run) => {
                let list = value.pointer_mut(run.list.as_str()).and_then(Value::as_array_mut);
                if list.and_then(|list| run.take_out(list)).is_none() {
                    // The removals are of members of an object, or one of them fails. Carried out one by
                    // one, they give the right result or the right error.
                    (start..start + run.operations.len())
                        .try_for_each(|at| apply_one(value, at))?;
                }
            }
        }
    }
    Ok(())
}

impl<'p> Run<'p> {
    /// Returns the run that begins at the operation with the index `start`; `None` if it has fewer than
    /// [`LONG`] removals.
    fn at(patch: &'p [PatchOperation], start: usize) -> Option<Self> {
        if patch.len() - start < LONG {
            return None;
        }
        let (list, first) = removed(&patch[start])?;
        let mut indices = vec![first];
        for operation in &patch[start + 1..] {
            match removed(operation) {
                Some((other, index)) if other == list && indices.last() > Some(&index) => {
                    indices.push(index);
                }
                _ => break,
            }
        }
        let operations = &patch[start..start + indices.len()];
        (indices.len() >= LONG).then_some(Run { list, operations, indices })
    }

    /// Takes the elements out of the list. Returns `None` if one of them does not exist.
    pub(super) fn take_out<T>(&self, list: &mut Vec<T>) -> Option<()> {
        self.indices.first().filter(|&&highest| highest < list.len())?;
        let mut going = self.indices.iter().rev().copied().peekable();
        let mut at = 0;
        list.retain(|_| {
            let goes = going.next_if_eq(&at).is_some();
            at += 1;
            !goes
        });
        Some(())
    }
}

/// Returns the pointer of a list and the index in it, if the operation removes an element. (The pointer may
/// also lead to an object whose member has a number for a name.)
fn removed(operation: &PatchOperation) -> Option<(&Pointer, usize)> {
    let PatchOperation::Remove(removed) = operation else { return None };
    let (list, token) = removed.path.split_back()?;
    Some((list, token.to_index().ok()?.for_len(usize::MAX).ok()?))
}

#[cfg(test)]
mod tests {
    use json_patch::{PatchOperation, patch_unsafe};
    use serde_json::{Map, Value, json};

    use super::{LONG, apply};

    fn removals(list: &str, indices: impl Iterator<Item = usize>) -> Vec<PatchOperation> {
        let remove = |index| json!({"op": "remove", "path": format!("{list}/{index}")});
        serde_json::from_value(indices.map(remove).collect()).expect("a patch")
    }

    #[test]
    fn runs_mean_what_their_operations_mean() {
        let members: Map<String, Value> = (0..200).map(|at| (at.to_string(), at.into())).collect();
        let list: Vec<usize> = (0..400).collect();
        let value = json!({"a": list, "b": members, "c": []});
        let every = |step: usize| (0..200).rev().step_by(step);
        let mut patches: Vec<Vec<PatchOperation>> = vec![
            removals("/a", every(1)),
            removals("/a", every(2)),
            removals("/a", 0..100),
            removals("/a", every(3).chain(every(3))),
            removals("/a", (300..401).rev()),
            removals("/a", (400..500).rev()),
            removals("/b", every(1)),
            removals("/c", every(1)),
            removals("/d", every(1)),
            removals("/a", every(1).take(LONG)),
            removals("/a", every(1).take(LONG - 1)),
        ];
        let all: Vec<PatchOperation> = patches.iter().take(3).flatten().cloned().collect();
        patches.push(all);
        for patch in patches {
            let (mut one, mut other): (Value, Value) = (value.clone(), value.clone());
            let (expected, seen) = (patch_unsafe(&mut one, &patch), apply(&mut other, &patch));
            assert_eq!(seen.map_err(|it| it.to_string()), expected.map_err(|it| it.to_string()));
            assert_eq!(one, other);
        }
    }
}
