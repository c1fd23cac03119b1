//! Adapts a judgement, which may depend on settings of Marathon, to the settings that clusters have.

use std::sync::Arc;

use serde_json::Value;

use super::Info;
use crate::validity::{Judgement, secrets_need_a_feature};

/// Adapts the judgement of the definition `value` to the settings of all its clusters. Only one setting, the name of
/// the default network, makes a violation disappear: such a violation is removed if all clusters have the setting;
/// otherwise it stays and is certain. A violation is added if a cluster lacks the feature that secrets need. Without
/// settings, the judgement stays as it is.
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
