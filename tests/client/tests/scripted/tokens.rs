//! Where tokens come from.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dataverse_client::{
    Cached, Clock, CommandToken, EnvironmentToken, Token, TokenProvider, Wanted, token_from,
};

use crate::clock::ManualClock;

/// The token of a provider, as a header would have it: a token does not show itself.
async fn asked(provider: &dyn TokenProvider, wanted: Wanted) -> Result<Token, String> {
    let resource = "https://service.example/odata/".parse().unwrap();
    let token = provider.token(&resource, wanted).await;
    token.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_token_comes_from_where_it_is_kept() {
    // Cargo sets this variable for tests.
    let environment = EnvironmentToken::new("CARGO_PKG_NAME");
    let token = asked(&environment, Wanted::Any).await;
    assert_eq!(token, Ok(Token::new("dataverse-client")));
    let missing = EnvironmentToken::new("NO_SUCH_VARIABLE_HERE");
    let refusal = asked(&missing, Wanted::Any).await.unwrap_err();
    assert_eq!(
        refusal,
        "the environment has no variable NO_SUCH_VARIABLE_HERE"
    );
    assert_eq!(format!("{:?}", Token::new("canary")), "<token>");
}

#[cfg(unix)]
#[tokio::test]
async fn a_command_prints_a_token() {
    let command = CommandToken::new("echo", ["for", "{resource}"]);
    let token = asked(&command, Wanted::Any).await;
    assert_eq!(token, Ok(Token::new("for https://service.example")));
    let failing = CommandToken::new("sh", ["-c", "echo sign in first >&2; exit 3"]);
    let refusal = asked(&failing, Wanted::Any).await.unwrap_err();
    assert_eq!(refusal, "sh: exit status: 3: sign in first");
    let missing = CommandToken::new("no-such-command-here", [""; 0]);
    let refusal = asked(&missing, Wanted::Any).await.unwrap_err();
    assert!(refusal.starts_with("no-such-command-here: "), "{refusal}");
}

#[tokio::test]
async fn a_token_is_kept_until_it_is_old_or_refused() {
    let clock = Arc::new(ManualClock::default());
    let count = AtomicU32::new(0);
    let numbered = token_from(move |_, _| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        async move { Ok(Token::new(number.to_string())) }
    });
    let cached = Cached::new(numbered, Arc::clone(&clock) as _).lifetime(Duration::from_secs(60));
    for (wait, wanted, expected) in [
        (0, Wanted::Any, "0"),
        (59, Wanted::Any, "0"),
        (1, Wanted::Any, "1"),
        (0, Wanted::Fresh, "2"),
        (59, Wanted::Any, "2"),
    ] {
        clock.sleep(Duration::from_secs(wait)).await;
        assert_eq!(
            asked(&cached, wanted).await,
            Ok(Token::new(expected)),
            "{wait} {wanted:?}"
        );
    }
}
