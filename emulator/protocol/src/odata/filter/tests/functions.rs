//! Text functions and Dataverse's query functions.

use super::{check, refuse};

#[test]
fn text_functions_take_a_column_and_a_text() {
    check("contains(name,'a,b)')", "(Contains name String(\"a,b)\"))");
    check(
        "startswith( primarycontactid/fullname , 'J' )",
        "(BeginsWith primarycontactid/fullname String(\"J\"))",
    );
    check(
        "not endswith(name,'x%')",
        "(not (EndsWith name String(\"x%\")))",
    );
    let wants = "takes a column and a text in single quotes, found";
    refuse("contains(name,null)", &format!("`contains` {wants} null"));
    refuse(
        "contains(name,5)",
        &format!("`contains` {wants} another literal"),
    );
    refuse(
        "startswith(name,other)",
        &format!("`startswith` {wants} a name"),
    );
    refuse(
        "endswith('x',name)",
        &format!("`endswith` {wants} a literal in the column's place"),
    );
    refuse(
        "tolower(name) eq 'x'",
        "the function `tolower` is not supported: expected `contains`, `startswith`, `endswith` or \
         a query function such as `Microsoft.Dynamics.CRM.In`",
    );
}

#[test]
fn query_functions_are_operators() {
    for (function, expected) in [
        (
            "In(PropertyName='x',PropertyValues=['a','b'])",
            "(In x \"a\" \"b\")",
        ),
        (
            "Between(PropertyName='numberofemployees',PropertyValues=[\"5\",\"2000\"])",
            "(Between numberofemployees \"5\" \"2000\")",
        ),
        (
            "NotBetween(PropertyName='x',PropertyValues=[1,2])",
            "(NotBetween x Integer(1) Integer(2))",
        ),
        (
            "NotIn( PropertyName = '_x_value', PropertyValues = [ true ] )",
            "(NotIn _x_value Boolean(true))",
        ),
        (
            "LastXMonths(PropertyName='createdon',PropertyValue=12)",
            "(LastXMonths createdon Integer(12))",
        ),
        (
            "LastXDays(PropertyValue='7',PropertyName='createdon')",
            "(LastXDays createdon \"7\")",
        ),
        (
            "LastXHours(PropertyName='a',PropertyValue=1)",
            "(LastXHours a Integer(1))",
        ),
        (
            "LastXYears(PropertyName='a',PropertyValue=1)",
            "(LastXYears a Integer(1))",
        ),
        (
            "NextXDays(PropertyName='a',PropertyValue=1)",
            "(NextXDays a Integer(1))",
        ),
        (
            "NextXMonths(PropertyName='a',PropertyValue=1)",
            "(NextXMonths a Integer(1))",
        ),
        (
            "InFiscalPeriodAndYear(PropertyName='a',PropertyValue1=2,PropertyValue2='2026')",
            "(InFiscalPeriodAndYear a Integer(2) \"2026\")",
        ),
        (
            "EqualUserId(PropertyName='ownerid')",
            "(EqualUserId ownerid)",
        ),
        (
            "NotEqualUserId(PropertyName='ownerid')",
            "(NotEqualUserId ownerid)",
        ),
        (
            "On(PropertyName='a',PropertyValue='2024-01-02')",
            "(On a \"2024-01-02\")",
        ),
        (
            "OnOrBefore(PropertyName='a',PropertyValue=2024-01-02)",
            "(OnOrBefore a Date(2024-01-02))",
        ),
        (
            "OnOrAfter(PropertyName='a/b',PropertyValue='2024-01-02')",
            "(OnOrAfter a/b \"2024-01-02\")",
        ),
    ] {
        check(&format!("Microsoft.Dynamics.CRM.{function}"), expected);
        check(
            &format!("Microsoft.Dynamics.CRM.{function} and a eq 1"),
            &format!("(and {expected} (Equal a Integer(1)))"),
        );
    }
}

#[test]
fn query_functions_say_which_arguments_they_take() {
    for (function, expected) in [
        (
            "In(PropertyName='x')",
            "`In` takes PropertyName and at least one of PropertyValues in an array",
        ),
        (
            "In(PropertyName='x',PropertyValues=[])",
            "`In` takes PropertyName and at least one of PropertyValues in an array",
        ),
        (
            "In(PropertyName='x',PropertyValues=[null])",
            "`In` takes PropertyName and at least one of PropertyValues in an array",
        ),
        (
            "Between(PropertyName='x',PropertyValues=[1])",
            "`Between` takes PropertyName and two PropertyValues in an array",
        ),
        (
            "On(PropertyName='x',PropertyValue=null)",
            "`On` takes PropertyName and PropertyValue",
        ),
        (
            "On(PropertyName='x y',PropertyValue=1)",
            "`On` takes PropertyName and PropertyValue",
        ),
        (
            "InFiscalPeriodAndYear(PropertyName='x',PropertyValue=1)",
            "`InFiscalPeriodAndYear` takes PropertyName, PropertyValue1 (the fiscal period) and PropertyValue2 (the fiscal year)",
        ),
        (
            "EqualUserId(PropertyName='x',PropertyValue=1)",
            "`EqualUserId` takes PropertyName alone",
        ),
    ] {
        refuse(
            &format!("Microsoft.Dynamics.CRM.{function}"),
            &format!("the query function {expected}"),
        );
    }
    refuse(
        "Microsoft.Dynamics.CRM.Beneath(PropertyName='x',PropertyValue=1)",
        "there is no query function `Beneath`: expected one such as `Microsoft.Dynamics.CRM.In`",
    );
    refuse(
        "Microsoft.Dynamics.CRM.EqualRoleBusinessId(PropertyName='x')",
        "the query function `EqualRoleBusinessId` is not emulated",
    );
    refuse(
        "Microsoft.Dynamics.CRM.Contains(PropertyName='x',PropertyValue='y')",
        "Unknown Condition Operator: Contains. FetchXml does not support it",
    );
    refuse(
        "Microsoft.Dynamics.CRM.On(PropertyName='x',PropertyName='y')",
        "expected PropertyName, PropertyValue, PropertyValues, PropertyValue1 or PropertyValue2, each once at \
         position 43, found `PropertyName='y')`",
    );
}

#[test]
fn a_query_function_in_a_lambda_can_begin_with_the_variable() {
    let expected = "(any rows (ThisMonth createdon))";
    for prefix in ["", "r/"] {
        check(
            &format!(
                "rows/any(r:{prefix}Microsoft.Dynamics.CRM.ThisMonth(PropertyName='createdon'))"
            ),
            expected,
        );
    }
}

#[test]
fn not_before_a_query_function_is_the_documented_error() {
    let expected = "Not operator along with the Custom Named Condition operators is not allowed";
    refuse(
        "not Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')",
        expected,
    );
    refuse(
        "not ( (Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')))",
        expected,
    );
}
