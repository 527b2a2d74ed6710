//! The table of operators itself.

use serde::{Deserialize, Serialize};

use super::{Applies, Operands, OperatorEntry};

/// Makes the enumeration and the table of one list.
///
/// A line has: operator, number and name in the SDK, names in FetchXML, query function of the Web API, operands,
/// columns. `-` stands for no query function.
macro_rules! operators {
    (
        emulated { $( $(#[doc = $doc:literal])+ $operator:ident: $number:literal $sdk:ident
            [$($fetch_xml:literal),*] $function:tt $operands:ident $applies:ident; )+ }
        not_emulated { $( $other_number:literal $other_sdk:ident
            [$($other_fetch_xml:literal),*] $other_function:tt $other_operands:ident $other_applies:ident; )+ }
    ) => {
        /// A comparison. [`OperatorEntry`] has its operands. The stored form is the name in kebab case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Operator {
            $( $(#[doc = $doc])+ $operator, )+
        }

        /// The operators, in the order of the enumeration.
        pub(super) const TABLE: &[OperatorEntry] = &[
            $( OperatorEntry {
                operator: Some(Operator::$operator),
                number: $number,
                sdk: stringify!($sdk),
                fetch_xml: &[$($fetch_xml),*],
                function: operators!(@function $function),
                operands: Operands::$operands,
                applies: Applies::$applies,
            }, )+
        ];

        /// The documented operators that are not emulated.
        pub(super) const NOT_EMULATED: &[OperatorEntry] = &[
            $( OperatorEntry {
                operator: None,
                number: $other_number,
                sdk: stringify!($other_sdk),
                fetch_xml: &[$($other_fetch_xml),*],
                function: operators!(@function $other_function),
                operands: Operands::$other_operands,
                applies: Applies::$other_applies,
            }, )+
        ];
    };
    (@function -) => { None };
    (@function $function:ident) => { Some(stringify!($function)) };
}

operators! {
emulated {
    /// Equal; null means that the column has no value.
    Equal: 0 Equal ["eq"] - OneOrColumn Any;
    /// Not equal. A row without a value matches, as in Dataverse.
    NotEqual: 1 NotEqual ["ne", "neq"] - OneOrColumn Any;
    /// Greater.
    GreaterThan: 2 GreaterThan ["gt"] - OneOrColumn Any;
    /// Less.
    LessThan: 3 LessThan ["lt"] - OneOrColumn Any;
    /// Greater or equal.
    GreaterEqual: 4 GreaterEqual ["ge"] - OneOrColumn Any;
    /// Less or equal.
    LessEqual: 5 LessEqual ["le"] - OneOrColumn Any;
    /// A pattern with `%`, `_` and `[..]`.
    Like: 6 Like ["like"] - One Text;
    /// Not like a pattern.
    NotLike: 7 NotLike ["not-like"] - One Text;
    /// One of the values.
    In: 8 In ["in"] In Many Any;
    /// None of the values.
    NotIn: 9 NotIn ["not-in"] NotIn Many Any;
    /// Between two values, both included.
    Between: 10 Between ["between"] Between Pair Any;
    /// Not between two values.
    NotBetween: 11 NotBetween ["not-between"] NotBetween Pair Any;
    /// No value.
    Null: 12 Null ["null"] - None Any;
    /// Any value.
    NotNull: 13 NotNull ["not-null"] - None Any;
    /// The day before today.
    Yesterday: 14 Yesterday ["yesterday"] Yesterday None Date;
    /// The day of now.
    Today: 15 Today ["today"] Today None Date;
    /// The day after today.
    Tomorrow: 16 Tomorrow ["tomorrow"] Tomorrow None Date;
    /// As the last seven days with a number.
    Last7Days: 17 Last7Days ["last-seven-days"] Last7Days None Date;
    /// As the next seven days with a number.
    Next7Days: 18 Next7Days ["next-seven-days"] Next7Days None Date;
    /// The week before this week.
    LastWeek: 19 LastWeek ["last-week"] LastWeek None Date;
    /// The week of now.
    ThisWeek: 20 ThisWeek ["this-week"] ThisWeek None Date;
    /// The week after this week.
    NextWeek: 21 NextWeek ["next-week"] NextWeek None Date;
    /// The month before this month.
    LastMonth: 22 LastMonth ["last-month"] LastMonth None Date;
    /// The month of now.
    ThisMonth: 23 ThisMonth ["this-month"] ThisMonth None Date;
    /// The month after this month.
    NextMonth: 24 NextMonth ["next-month"] NextMonth None Date;
    /// One day.
    On: 25 On ["on"] On One Date;
    /// That day or earlier.
    OnOrBefore: 26 OnOrBefore ["on-or-before"] OnOrBefore One Date;
    /// That day or later.
    OnOrAfter: 27 OnOrAfter ["on-or-after"] OnOrAfter One Date;
    /// The year before this year.
    LastYear: 28 LastYear ["last-year"] LastYear None Date;
    /// The year of now.
    ThisYear: 29 ThisYear ["this-year"] ThisYear None Date;
    /// The year after this year.
    NextYear: 30 NextYear ["next-year"] NextYear None Date;
    /// From the beginning of the hour that many hours ago until now.
    LastXHours: 31 LastXHours ["last-x-hours"] LastXHours One Instant;
    /// From now for that many hours.
    NextXHours: 32 NextXHours ["next-x-hours"] NextXHours One Instant;
    /// From the beginning of the day that many days ago until now.
    LastXDays: 33 LastXDays ["last-x-days"] LastXDays One Date;
    /// From now until the end of the day in that many days.
    NextXDays: 34 NextXDays ["next-x-days"] NextXDays One Date;
    /// As the last days, in weeks.
    LastXWeeks: 35 LastXWeeks ["last-x-weeks"] LastXWeeks One Date;
    /// As the next days, in weeks.
    NextXWeeks: 36 NextXWeeks ["next-x-weeks"] NextXWeeks One Date;
    /// As the last days, in months.
    LastXMonths: 37 LastXMonths ["last-x-months"] LastXMonths One Date;
    /// As the next days, in months.
    NextXMonths: 38 NextXMonths ["next-x-months"] NextXMonths One Date;
    /// As the last days, in years.
    LastXYears: 39 LastXYears ["last-x-years"] LastXYears One Date;
    /// As the next days, in years.
    NextXYears: 40 NextXYears ["next-x-years"] NextXYears One Date;
    /// The caller.
    EqualUserId: 41 EqualUserId ["eq-userid"] EqualUserId None Id;
    /// Not the caller.
    NotEqualUserId: 42 NotEqualUserId ["ne-userid"] NotEqualUserId None Id;
    /// The caller's business unit.
    EqualBusinessId: 43 EqualBusinessId ["eq-businessid"] EqualBusinessId None Id;
    /// Not the caller's business unit.
    NotEqualBusinessId: 44 NotEqualBusinessId ["ne-businessid"] NotEqualBusinessId None Id;
    /// Reserved to the platform, which refuses it in a client's query.
    ChildOf: 45 ChildOf [] - None Id;
    /// Every bit of a number is set.
    Mask: 46 Mask [] - One WholeNumber;
    /// No bit of a number is set.
    NotMask: 47 NotMask [] - One WholeNumber;
    /// At least one bit of a number is set.
    MasksSelect: 48 MasksSelect [] - One WholeNumber;
    /// Full-text search, which needs a full-text index.
    FullText: 49 Contains [] Contains One Text;
    /// The negation of full-text search.
    NotFullText: 50 DoesNotContain [] - One Text;
    /// The language of the caller.
    EqualUserLanguage: 51 EqualUserLanguage ["eq-userlanguage"] EqualUserLanguage None WholeNumber;
    /// Not that day.
    NotOn: 52 NotOn [] - One Date;
    /// Before now, by more than that many months.
    OlderThanXMonths: 53 OlderThanXMonths ["olderthan-x-months"] OlderThanXMonths One Date;
    /// The beginning of a text.
    BeginsWith: 54 BeginsWith ["begins-with"] - One Text;
    /// Not the beginning of a text.
    NotBeginWith: 55 DoesNotBeginWith ["not-begin-with"] - One Text;
    /// The end of a text.
    EndsWith: 56 EndsWith ["ends-with"] - One Text;
    /// Not the end of a text.
    NotEndWith: 57 DoesNotEndWith ["not-end-with"] - One Text;
    /// The fiscal year of now.
    ThisFiscalYear: 58 ThisFiscalYear ["this-fiscal-year"] ThisFiscalYear None Date;
    /// The fiscal period of now.
    ThisFiscalPeriod: 59 ThisFiscalPeriod ["this-fiscal-period"] ThisFiscalPeriod None Date;
    /// The fiscal year after this one.
    NextFiscalYear: 60 NextFiscalYear ["next-fiscal-year"] NextFiscalYear None Date;
    /// The fiscal period after this one.
    NextFiscalPeriod: 61 NextFiscalPeriod ["next-fiscal-period"] NextFiscalPeriod None Date;
    /// The fiscal year before this one.
    LastFiscalYear: 62 LastFiscalYear ["last-fiscal-year"] LastFiscalYear None Date;
    /// The fiscal period before this one.
    LastFiscalPeriod: 63 LastFiscalPeriod ["last-fiscal-period"] LastFiscalPeriod None Date;
    /// That many fiscal years before this one.
    LastXFiscalYears: 64 LastXFiscalYears ["last-x-fiscal-years"] LastXFiscalYears One Date;
    /// That many fiscal periods before this one.
    LastXFiscalPeriods: 65 LastXFiscalPeriods ["last-x-fiscal-periods"] LastXFiscalPeriods One Date;
    /// That many fiscal years after this one.
    NextXFiscalYears: 66 NextXFiscalYears ["next-x-fiscal-years"] NextXFiscalYears One Date;
    /// That many fiscal periods after this one.
    NextXFiscalPeriods: 67 NextXFiscalPeriods ["next-x-fiscal-periods"] NextXFiscalPeriods One Date;
    /// The fiscal year of that number.
    InFiscalYear: 68 InFiscalYear ["in-fiscal-year"] InFiscalYear One Date;
    /// The fiscal period of that number, in any year.
    InFiscalPeriod: 69 InFiscalPeriod ["in-fiscal-period"] InFiscalPeriod One Date;
    /// The fiscal period of that number in the fiscal year of that number.
    InFiscalPeriodAndYear: 70 InFiscalPeriodAndYear ["in-fiscal-period-and-year"]
        InFiscalPeriodAndYear PeriodAndYear Date;
    /// That fiscal period of that fiscal year, or earlier.
    InOrBeforeFiscalPeriodAndYear: 71 InOrBeforeFiscalPeriodAndYear ["in-or-before-fiscal-period-and-year"]
        InOrBeforeFiscalPeriodAndYear PeriodAndYear Date;
    /// That fiscal period of that fiscal year, or later.
    InOrAfterFiscalPeriodAndYear: 72 InOrAfterFiscalPeriodAndYear ["in-or-after-fiscal-period-and-year"]
        InOrAfterFiscalPeriodAndYear PeriodAndYear Date;
    /// A team of the caller; there are no teams.
    EqualUserTeams: 73 EqualUserTeams ["eq-userteams"] EqualUserTeams None Id;
    /// The caller or one of the caller's teams.
    EqualUserOrUserTeams: 74 EqualUserOrUserTeams ["eq-useroruserteams"] EqualUserOrUserTeams None Id;
    /// Below a row.
    Under: 75 Under ["under"] Under One Hierarchy;
    /// Not below a row.
    NotUnder: 76 NotUnder ["not-under"] NotUnder One Hierarchy;
    /// A row or below it.
    UnderOrEqual: 77 UnderOrEqual ["eq-or-under"] UnderOrEqual One Hierarchy;
    /// Above a row.
    Above: 78 Above ["above"] Above One Hierarchy;
    /// A row or above it.
    AboveOrEqual: 79 AboveOrEqual ["eq-or-above"] AboveOrEqual One Hierarchy;
    /// The caller, or a user who reports to the caller.
    EqualUserOrUserHierarchy: 80 EqualUserOrUserHierarchy ["eq-useroruserhierarchy"]
        EqualUserOrUserHierarchy None Id;
    /// The caller, a user who reports to the caller, or one of their teams.
    EqualUserOrUserHierarchyAndTeams: 81 EqualUserOrUserHierarchyAndTeams ["eq-useroruserhierarchyandteams"]
        EqualUserOrUserHierarchyAndTeams None Id;
    /// Before now, by more than that many years.
    OlderThanXYears: 82 OlderThanXYears ["olderthan-x-years"] OlderThanXYears One Date;
    /// Before now, by more than that many weeks.
    OlderThanXWeeks: 83 OlderThanXWeeks ["olderthan-x-weeks"] OlderThanXWeeks One Date;
    /// Before now, by more than that many days.
    OlderThanXDays: 84 OlderThanXDays ["olderthan-x-days"] OlderThanXDays One Date;
    /// Before now, by more than that many hours.
    OlderThanXHours: 85 OlderThanXHours ["olderthan-x-hours"] OlderThanXHours One Instant;
    /// Before now, by more than that many minutes.
    OlderThanXMinutes: 86 OlderThanXMinutes ["olderthan-x-minutes"] OlderThanXMinutes One Instant;
    /// At least one of the choices is chosen.
    ContainValues: 87 ContainValues ["contain-values"] ContainValues Many Choices;
    /// None of the choices is chosen.
    NotContainValues: 88 DoesNotContainValues ["not-contain-values"] DoesNotContainValues Many Choices;
    /// `contains` of the Web API: one text, in which only `%` is a wildcard. It can be written as `like`.
    Contains: 6 Like [] - One Text;
}
not_emulated {
    89 EqualRoleBusinessId [] EqualRoleBusinessId None Id;
}
}
