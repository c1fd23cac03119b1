//! Reads one RFC 6902 operation from JSON.
//!
//! `json_patch` reads operations into a tagged enum. The buffer that `serde` uses for such an enum loses
//! numbers of more than 64 bits. Therefore operations are read here.

use json_patch::jsonptr::PointerBuf;
use json_patch::{
    AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation, TestOperation,
};
use serde_json::{Map, Value};

/// Returns the operation that `value` describes, or the mistake in it as a clause.
pub(super) fn operation(value: &Value) -> Result<PatchOperation, String> {
    let members = value.as_object().ok_or("an operation is not an object")?;
    let (path, value) = (|| pointer(members, "path"), || operand(members));
    Ok(match text(members, "op")? {
        "add" => PatchOperation::Add(AddOperation { path: path()?, value: value()? }),
        // No plan has a `copy`. Two dozen of them, each of the whole value, turn a few bytes into
        // gigabytes.
        "copy" => return Err("an operation is a `copy`, which no plan holds".into()),
        "move" => {
            PatchOperation::Move(MoveOperation { from: pointer(members, "from")?, path: path()? })
        }
        "remove" => PatchOperation::Remove(RemoveOperation { path: path()? }),
        "replace" => PatchOperation::Replace(ReplaceOperation { path: path()?, value: value()? }),
        "test" => PatchOperation::Test(TestOperation { path: path()?, value: value()? }),
        _ => return Err("an operation has an `op` that RFC 6902 does not know".into()),
    })
}

/// Returns the text of a member of an operation.
fn text<'v>(members: &'v Map<String, Value>, name: &str) -> Result<&'v str, String> {
    let member = members.get(name).and_then(Value::as_str);
    member.ok_or_else(|| format!("an operation has no text `{name}`"))
}

/// Returns the pointer in a member of an operation.
fn pointer(members: &Map<String, Value>, name: &str) -> Result<PointerBuf, String> {
    let text = text(members, name)?;
    PointerBuf::parse(text).map_err(|_| format!("`{name}` of an operation is no JSON Pointer"))
}

/// Returns the `value` of an operation.
fn operand(members: &Map<String, Value>) -> Result<Value, String> {
    members.get("value").cloned().ok_or_else(|| "an operation has no `value`".into())
}
