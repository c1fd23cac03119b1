//! pullconfig: migrates Marathon definitions from credential URIs to a secrets-based `pullConfig`.

pub mod diff;
pub mod marathon;
pub mod scan;
pub mod source;
pub mod text;
pub mod write;
