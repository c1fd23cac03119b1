//! A judgement that depends on settings of Marathon, and the settings of clusters → the judgement of these
//! clusters.

use std::sync::Arc;

use serde_json::Value;

use super::Info;
use crate::validity::{Judgement, secrets_need_a_feature};

/// Adapts a judgement to the settings of all clusters of a definition. A violation that depends on a
/// setting is removed if all clusters have the setting; otherwise it stays and is certain.
pub fn decide(judgement: &mut Judgement, value: &Value, infos: &[Arc<Info>]) {
    if infos.is_empty() {
        return;
    }
    let has_default = |info: &Arc<Info>| info.default_network_name.is_some();
    let is_open = infos.iter().all(has_default);
    judgement.violations.retain(|it| it.unless.is_none() || !is_open);
    judgement.violations.iter_mut().for_each(|it| it.unless = None);
    if !infos.iter().all(|info| info.has_feature("secrets")) {
        judgement.violations.extend(secrets_need_a_feature(value));
    }
}
