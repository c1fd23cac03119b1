//! What must hold of any input, for the random tests and the fuzz targets.

pub(crate) mod editing;
pub(crate) mod planning;
pub(crate) mod reading;
