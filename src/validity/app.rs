//! The checks of an app, in Marathon's order (marathon: AppHelpers.scala:17-27).

use serde_json::Value;

use super::canonical::App;
use super::schema::{self, APP};
use super::{
    Violations, constraints, container, deprecated, external, health, id, lifecycle, linux,
    network, ports, secrets, uri, volumes,
};

/// Adds the violations of an app, and the warnings about it.
pub(super) fn check(value: &Value, found: &mut Violations) {
    if !schema::is_object(value, found) {
        return;
    }
    schema::check(&APP, value, found);
    deprecated::check(value, found);
    let app = App::of(value, &found.asked);
    id::check(value, found);
    container::check(&app, found);
    network::check(&app.networks, found);
    network::check_engine(&app, found);
    found.judgement.warnings.extend(network::misplaced(value));
    ports::check(&app, found);
    volumes::check(&app, found);
    external::check(&app, found);
    linux::check(&app, found);
    secrets::check(value, found);
    secrets::check_variables(value, "", "env", value, found);
    uri::check(value, found);
    health::check(&app, found);
    lifecycle::check(&app, found);
    constraints::check(value, found);
}
