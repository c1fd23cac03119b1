//! Recognises logins that expire. Tells their type, when they expire, and what to use instead.
//!
//! Such logins are recognised by the name of the user, by the start of the password, or as a JSON Web Token.
//! The sources and lifetimes are in `docs/secrets.md`, "Logins that expire".

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::registry::host;

/// A login that expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShortLived {
    /// The type of the login, with its article.
    pub(super) what: &'static str,
    /// The time when the login expires, such as `when the job ends`. The text continues "it expires".
    pub(super) when: Cow<'static, str>,
    /// The advice, as a clause.
    pub(super) advice: &'static str,
}

/// The feature by which a login that expires is recognised.
enum LoginFeature {
    /// The user's name.
    User(&'static str),
    /// The user's name, at the host that is the second text and at hosts below it.
    UserAt(&'static str, &'static str),
    /// The start of the password.
    Password(&'static str),
}

impl LoginFeature {
    /// Whether the login for the registry under `key` has this feature.
    fn is_of(&self, key: &str, user: &[u8], password: &[u8]) -> bool {
        match self {
            LoginFeature::User(name) => user == name.as_bytes(),
            LoginFeature::UserAt(name, end) => user == name.as_bytes() && is_below(host(key), end),
            LoginFeature::Password(head) => password.starts_with(head.as_bytes()),
        }
    }
}

// Texts that several types of logins share.
const AS_OFTEN: &str = "the secret must be updated as often";
const HOUR: &str = "an hour after it was made";
const GOOGLE: (&str, &str, &str) = (
    "an access token of Google",
    HOUR,
    "take a service account's key (user `_json_key`), or update the secret as often",
);
const GITLAB: (&str, &str, &str) =
    ("the token of a GitLab job", "when the job ends", "take a deploy token");

const YANDEX: (&str, &str, &str) = (
    "an IAM token of Yandex Cloud",
    "12 hours after it was made",
    "take an authorized key (user `json_key`)",
);

/// The known types of logins that expire: the feature, then the type, the time and the advice.
const EXPIRING: &[(LoginFeature, (&str, &str, &str))] = &[
    (LoginFeature::User("AWS"), ("a token of Amazon ECR", "12 hours after it was made", AS_OFTEN)),
    (LoginFeature::User("oauth2accesstoken"), GOOGLE),
    (LoginFeature::User("_dcgcloud_token"), GOOGLE),
    (LoginFeature::User("_token"), GOOGLE),
    (
        LoginFeature::User("00000000-0000-0000-0000-000000000000"),
        (
            "a token of Azure",
            "3 hours after it was made",
            "take a service principal, or update the secret as often",
        ),
    ),
    (LoginFeature::User("gitlab-ci-token"), GITLAB),
    (LoginFeature::Password("glcbt-"), GITLAB),
    (
        LoginFeature::Password("ghs_"),
        (
            "an installation token of GitHub, such as `GITHUB_TOKEN`",
            "an hour after it was made or when the job ends",
            "take a personal access token with `read:packages`",
        ),
    ),
    (
        LoginFeature::User("iambearer"),
        ("an access token of IBM Cloud", HOUR, "take an API key (user `iamapikey`)"),
    ),
    (
        LoginFeature::User("cr_temp_user"),
        (
            "a temporary login of Alibaba Cloud",
            HOUR,
            "take the password of the registry's instance",
        ),
    ),
    (LoginFeature::UserAt("iam", "yandex"), YANDEX),
    (LoginFeature::UserAt("iam", "yandex.net"), YANDEX),
];

/// Returns how long a login for the registry under `key` lives, if it is known to expire.
pub(super) fn short_lived(key: &str, user: &[u8], password: &[u8]) -> Option<ShortLived> {
    let known = EXPIRING.iter().find(|(mark, _)| mark.is_of(key, user, password));
    let known = known.map(|&(_, (what, when, advice))| ShortLived {
        what,
        when: Cow::Borrowed(when),
        advice,
    });
    known.or_else(|| json_web_token(password))
}

/// Whether a host is `domain` or below it. The port does not matter.
fn is_below(host: &str, domain: &str) -> bool {
    let host = host.split(':').next().unwrap_or_default();
    host.strip_suffix(domain).is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

/// Returns how long a JSON Web Token lives. The token tells when it expires (RFC 7519, section 4.1.4).
/// Returns `None` if the password is no such token.
fn json_web_token(password: &[u8]) -> Option<ShortLived> {
    let mut parts = password.split(|&byte| byte == b'.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    let claims = URL_SAFE_NO_PAD.decode(claims).ok().filter(|_| parts.next().is_none())?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let time =
        |name: &str| claims.get(name).and_then(Value::as_f64).filter(|time| time.is_finite());
    let end = time("exp")?;
    let when = match time("iat").map(|begin| end - begin) {
        Some(seconds) if seconds > 0.0 => format!("{} after it was made", span(seconds)),
        _ => "when it says so itself, in `exp`".to_owned(),
    };
    Some(ShortLived { what: "a JSON Web Token", when: Cow::Owned(when), advice: AS_OFTEN })
}

/// Returns a number of seconds in words, rounded down.
fn span(seconds: f64) -> String {
    const UNITS: [(f64, &str); 3] = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")];
    let (unit, name) = *UNITS.iter().find(|(unit, _)| seconds >= 2.0 * unit).unwrap_or(&UNITS[2]);
    format!("{:.0} {name}", (seconds / unit).floor())
}
