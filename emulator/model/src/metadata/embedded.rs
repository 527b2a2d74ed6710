//! The list of embedded data files.

use crate::metadata::file::Source;
use crate::metadata::load::Sources;

macro_rules! sources {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(Source {
            name: concat!($name, ".toml"),
            text: include_str!(concat!($folder, "/", $name, ".toml")),
        }),*]
    };
}

const TABLES: &[Source<'static>] = sources!("tables":
    "organization", "businessunit", "systemuser",
    "team", "privilege", "role", "roleprivileges", "systemuserroles",
    "teammembership", "teamroles", "teamtemplate", "principalobjectaccess",
    "account", "contact", "annotation", "lead", "opportunity", "incident", "campaign", "product",
    "task", "phonecall", "email", "letter", "appointment", "activitypointer", "activityparty",
    "queue", "queueitem",
    "pluginpackage", "pluginassembly", "plugintype",
    "sdkmessage", "sdkmessagefilter",
    "sdkmessageprocessingstep", "sdkmessageprocessingstepimage",
    "sdkmessageprocessingstepsecureconfig", "serviceendpoint",
    "customapi", "customapirequestparameter", "customapiresponseproperty",
    "catalog", "catalogassignment",
    "backgroundoperation",
    "asyncoperation", "bulkdeleteoperation", "bulkdeletefailure", "plugintracelog",
    "webresource", "localizedlabel",
    "publisher", "solution", "solutioncomponent", "importjob",
    "savedquery", "userquery",
    "contoso_reportjob",
);

const GROUPS: &[Source<'static>] = sources!("groups":
    "audit", "component", "import", "ownership", "registration", "state", "timezone", "version",
);

const CHOICES: &[Source<'static>] =
    sources!("choices": "backgroundoperation", "customapi", "solution");

impl Sources<'static> {
    /// The data files of the system tables.
    pub fn embedded() -> Self {
        Self {
            tables: TABLES.to_vec(),
            groups: GROUPS.to_vec(),
            choices: CHOICES.to_vec(),
        }
    }
}
