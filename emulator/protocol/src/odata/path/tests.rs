//! Resource paths: accepted ones with their segments, and refused ones with their errors.

use proptest::prelude::*;

use super::*;
use crate::value::Value;

const ID: &str = "00000000-0000-0000-0000-00000000000a";

fn show(path: &Path) -> String {
    let argument = |(name, value): &(String, Argument)| match value {
        Argument::Literal(literal) => format!("{name}={literal:?}"),
        Argument::Alias(alias) => format!("{name}={alias}"),
    };
    let segment = |segment: &Segment| {
        let behind = match &segment.arguments {
            Arguments::None => String::new(),
            Arguments::Empty => "()".to_owned(),
            Arguments::Key(literal) => format!("({literal:?})"),
            Arguments::Named(named) => {
                format!(
                    "({})",
                    named.iter().map(argument).collect::<Vec<_>>().join(", ")
                )
            }
        };
        format!("{}{behind}", segment.name)
    };
    path.segments
        .iter()
        .map(segment)
        .collect::<Vec<_>>()
        .join(" / ")
}

#[track_caller]
fn check(raw: &str, expected: &str) {
    let path = Path::parse(raw).map_err(|error| format!("{raw}: {error}"));
    assert_eq!(path.map(|path| show(&path)), Ok(expected.to_owned()));
}

#[track_caller]
fn refuse(raw: &str, expected: &str) {
    let path = Path::parse(raw).map(|path| show(&path));
    assert_eq!(
        path.map_err(|error| error.to_string()),
        Err(expected.to_owned())
    );
}

#[test]
fn segments_are_told_apart() {
    check("", "");
    check("/", "");
    check("accounts", "accounts");
    check("/accounts/", "accounts");
    check("$batch", "$batch");
    check("$metadata", "$metadata");
    check("$1/name", "$1 / name");
    check("accounts/$count", "accounts / $count");
    check(
        &format!("accounts({ID})/name"),
        &format!("accounts(Value(Guid({ID}))) / name"),
    );
    for end in ["$value", "$ref", "$count"] {
        check(
            &format!("accounts({ID})/nav/{end}"),
            &format!("accounts(Value(Guid({ID}))) / nav / {end}"),
        );
    }
    check(
        &format!("accounts({ID})/nav({ID})/$ref"),
        &format!("accounts(Value(Guid({ID}))) / nav(Value(Guid({ID}))) / $ref"),
    );
}

#[test]
fn keys_are_literals_or_named() {
    check(
        &format!("accounts(accountid={ID})"),
        &format!("accounts(accountid=Value(Guid({ID})))"),
    );
    check(
        &format!("accounts(_primarycontactid_value={ID})"),
        &format!("accounts(_primarycontactid_value=Value(Guid({ID})))"),
    );
    check(
        "contacts(firstname='Joe',emailaddress1='a@b')",
        "contacts(firstname=Value(String(\"Joe\")), emailaddress1=Value(String(\"a@b\")))",
    );
    check(
        "EntityDefinitions(LogicalName='account')/Attributes",
        "EntityDefinitions(LogicalName=Value(String(\"account\"))) / Attributes",
    );
    check(
        "accounts(numbers='a/b')/x",
        "accounts(numbers=Value(String(\"a/b\"))) / x",
    );
    check("accounts('it''s')", "accounts(Value(String(\"it's\")))");
}

#[test]
fn operations_carry_arguments() {
    check(
        &format!("accounts({ID})/Microsoft.Dynamics.CRM.sample_X()"),
        &format!("accounts(Value(Guid({ID}))) / Microsoft.Dynamics.CRM.sample_X()"),
    );
    check(
        "accounts/Microsoft.Dynamics.CRM.sample_X",
        "accounts / Microsoft.Dynamics.CRM.sample_X",
    );
    check("Fn(P1=@p1,P2=2)", "Fn(P1=@p1, P2=Value(Integer(2)))");
    check("Fn( P1 = @p1 , P2 = null )", "Fn(P1=@p1, P2=Value(Null))");
    check("WhoAmI( )", "WhoAmI()");
    // C-27: the SDK's spelling and the documented one.
    check(
        "RetrieveCurrentOrganization(AccessType='Default')",
        "RetrieveCurrentOrganization(AccessType=Value(String(\"Default\")))",
    );
    check(
        "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')",
        "RetrieveCurrentOrganization(AccessType=Enumeration { type_name: \
         \"Microsoft.Dynamics.CRM.EndpointAccessType\", member: \"Default\" })",
    );
    check(
        "Fn(D=2024-01-02T03:04:05+01:00)",
        "Fn(D=Value(DateTime(2024-01-02T02:04:05Z)))",
    );
}

#[test]
fn the_path_is_decoded_before_it_is_read() {
    check(
        "accounts%28name%3D%27x%27%29%2Fname",
        "accounts(name=Value(String(\"x\"))) / name",
    );
    // CA-045: an encoded quote ends the literal.
    check(
        "EntityDefinitions(LogicalName='x%27)/Attributes(LogicalName='y')",
        "EntityDefinitions(LogicalName=Value(String(\"x\"))) / Attributes(LogicalName=Value(String(\"y\")))",
    );
    // In a path, a `+` is a plus sign.
    check(
        "accounts(name='a+b%20c%2Bé')",
        "accounts(name=Value(String(\"a+b c+é\")))",
    );
    refuse("accounts%ff", "the percent-decoded path is not UTF-8");
}

#[test]
fn errors_say_where_and_what() {
    refuse(
        "a//b",
        "expected the name of a segment at position 2, found `/b`",
    );
    refuse(
        "accounts(",
        "expected a literal at position 9, found the end",
    );
    refuse(
        "accounts(1",
        "expected `,` or `)` behind the argument at position 10, found the end",
    );
    refuse(
        "accounts(1)x",
        "expected `/`, `(` or the end of the path at position 11, found `x`",
    );
    refuse(
        "accounts(1,2)",
        "expected `,` or `)` behind the argument at position 10, found `,2)`",
    );
    refuse(
        "accounts(a=1,2)",
        "expected `name=value` at position 13, found `2)`",
    );
    refuse(
        "accounts(a=1,a=2)",
        "the argument `a` of `accounts` is given twice",
    );
    refuse(
        "accounts(a=b)",
        "expected a literal at position 11, found `b)`",
    );
    refuse(
        "accounts('x)",
        "expected the closing single quote at position 12, found the end",
    );
    refuse(
        "F(a=@)",
        "expected the name of a parameter alias at position 4, found `@)`",
    );
    refuse(
        "<guid>",
        "expected the name of a segment at position 0, found `<guid>`",
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(raw in "\\PC{0,60}") {
        let _any = Path::parse(&raw);
    }

    #[test]
    fn any_brackets_are_read_or_refused(raw in "[a(),='@$/%2720-]{0,40}") {
        let _any = Path::parse(&raw);
    }

    #[test]
    fn a_quoted_key_is_read_back(key in "\\PC{0,20}") {
        let quoted = crate::odata::literal::tests::quote(&key);
        let encoded = percent_encoding::utf8_percent_encode(&quoted, percent_encoding::NON_ALPHANUMERIC);
        let path = Path::parse(&format!("accounts({encoded})")).unwrap();
        let expected = Arguments::Key(Literal::Value(Value::String(key)));
        prop_assert_eq!(&path.segments[0].arguments, &expected);
    }
}
