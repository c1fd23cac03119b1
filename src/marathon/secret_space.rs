//! The secrets that a service may read.

use crate::text::may_be_expression;

/// Whether the service `id` may read the secret at the path `source`. DC/OS decides by the secret's
/// namespace: its path without the last segment. The namespace must be empty, the service's id, or
/// one of the groups around it (dcos-docs-site: 2.2/security/ent/index.md:187-203). Returns `None`
/// if that depends on the value of a template expression.
#[must_use]
pub fn may_read(id: &str, source: &str) -> Option<bool> {
    let segments = |path| str::split(path, '/').filter(|segment| !segment.is_empty());
    let mut namespace: Vec<&str> = segments(source).collect();
    namespace.pop();
    let mut service = segments(id);
    let mut is_known = true;
    for segment in namespace {
        let own = service.next();
        // The value of an expression may have slashes.
        is_known &= !may_be_expression(segment) && !own.is_some_and(may_be_expression);
        if own != Some(segment) {
            return is_known.then_some(false);
        }
    }
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::may_read;

    #[test]
    fn a_service_reads_the_spaces_above_it() {
        for (source, id, expected) in [
            ("registry", "/shop/web", Some(true)),
            ("/shop/registry", "/shop/web", Some(true)),
            ("shop/registry", "/shop", Some(true)),
            ("shop/web/pullConfig", "/shop/web", Some(true)),
            ("shop/registry", "/billing/web", Some(false)),
            ("shop/registry", "/shop-test", Some(false)),
            ("shop/web/registry", "/shop", Some(false)),
            ("${GROUP}/registry", "/shop/web", None),
            ("shop/registry", "/$GROUP/web", None),
            ("${GROUP}/registry", "/${GROUP}/web", Some(true)),
            ("shop/${X}/registry", "/billing/web", Some(false)),
            ("${X}/shop/registry", "/${X}/billing", None),
        ] {
            assert_eq!(may_read(id, source), expected, "{source} {id}");
        }
    }
}
