//! The parsers that read what a client sends, each as a function of any bytes. None may panic; some also hold what they
//! have read against what they print.
//!
//! Two programs use this file and the one beside it: the fuzzer of this crate, and the test `emulator/protocol/tests/parsers.rs`, which runs
//! the same functions for a short time with every `cargo test`.

#[path = "definition_targets.rs"]
mod definition_targets;

pub use definition_targets::{definitions, metadata_changes};

use dataverse_limits::Limits;
use dataverse_protocol::authentication_settings;
use dataverse_protocol::batch;
use dataverse_protocol::codec;
use dataverse_protocol::complex::MemberType;
use dataverse_protocol::data_token::DataToken;
use dataverse_protocol::fetchxml;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::filter::{self, ParameterAliases};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::Path;
use dataverse_protocol::odata::primitive::LargeNumbers;
use dataverse_protocol::odata::skip_token::SkipToken;
use dataverse_protocol::odata::{apply, complex, etag, json, options, strict, version};
use dataverse_protocol::prefer::Preferences;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::soap;
use dataverse_protocol::solution;

/// A parser, and texts that it reads.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: &'static [&'static str],
}

/// Every parser.
pub const TARGETS: &[Target] = &[
    Target {
        name: "prefer",
        run: prefer,
        seeds: &[
            "respond-async,odata.callback;url=\"https://a.example/x?y=1\"",
            "odata.include-annotations=\"*,-a.*\", return=representation;x=\"\\\"\"\nodata.maxpagesize=5",
        ],
    },
    Target {
        name: "batch",
        run: batch_document,
        seeds: &[
            "--b\r\nContent-Type: application/http\r\n\r\nPOST /api/data/v9.2/accounts HTTP/1.1\r\n\r\n{}\r\n--b--\r\n",
            "--b\nContent-Type: multipart/mixed;boundary=c\n\n--c\nContent-Type: application/http\nContent-ID: 1\n\nPOST $1 HTTP/1.1\nPrefer: x\n\n{\"a@odata.bind\":\"$1\"}\n--c--\n\n--b--",
        ],
    },
    Target {
        name: "json_batch",
        run: json_batch,
        seeds: &[
            "{\"requests\":[{\"id\":\"1\",\"method\":\"post\",\"url\":\"accounts\",\"atomicityGroup\":\"g\",\"headers\":{\"prefer\":\"x\"},\"body\":{}},{\"id\":\"2\",\"dependsOn\":[\"g\"],\"if\":\"not ($1/$succeeded and true)\",\"method\":\"patch\",\"url\":\"$1\",\"headers\":{\"if-match\":\"$1\"},\"body\":{\"a@odata.bind\":\"$1\"}}]}",
            "{\"requests\":[{\"id\":\"a\",\"method\":\"put\",\"url\":\"/api/data/v9.2/a(1)/b\",\"headers\":{\"content-type\":\"image/png\"},\"body\":\"Pj4_Pz8\"}],\"@x.y\":1}",
        ],
    },
    Target {
        name: "references",
        run: references,
        seeds: &[
            "{\"a@odata.bind\":[\"b@odata.bind\",\"$1\"]}",
            "{\"@odata.id\" : \"$1/x\", \"n\":1.5}",
        ],
    },
    Target {
        name: "options",
        run: query_options,
        seeds: &[
            "$select=name,_a_value&$filter=contains(name,'x''y') and revenue gt 5&$orderby=name desc&$top=3&$count=true",
            "$expand=nav($select=a;$filter=b eq @p;$expand=c($levels=2))&@p='x'&fetchXml=%3Cfetch%2F%3E",
        ],
    },
    Target {
        name: "filter",
        run: query_filter,
        seeds: &[
            "(a eq 1 or not (b ne null)) and startswith(c,'d') and e/any(x:x/f gt 2024-01-02T03:04:05Z)",
            "Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['1','2'])",
        ],
    },
    Target {
        name: "apply",
        run: query_apply,
        seeds: &[
            "filter(a eq 1 and contains(b,'x)'))/groupby((c,d/e),aggregate($count as n,f with sum as g))/filter(c eq 2)",
            "aggregate(a with countdistinct as b,c with average as d)",
        ],
    },
    Target {
        name: "definitions",
        run: definitions,
        seeds: &[
            "$select=LogicalName,DisplayName&$filter=LogicalName eq 'account' and not (IsCustomizable/Value eq true)&$expand=Attributes($select=LogicalName,AttributeType;$filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'Picklist' or startswith(LogicalName,'n');$orderby=LogicalName desc;$top=3),Keys,ManyToOneRelationships($select=SchemaName)&$orderby=SchemaName&$count=true",
            "$select=LogicalName&$filter=MetadataId eq 70816501-edb9-4740-a16c-6a5efbc05d84&$expand=OptionSet($select=Options),GlobalOptionSet",
        ],
    },
    Target {
        name: "metadata_changes",
        run: metadata_changes,
        seeds: &[
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Execute xmlns=\"http://schemas.microsoft.com/xrm/2011/Contracts/Services\"><request xmlns:a=\"http://schemas.microsoft.com/xrm/2011/Contracts\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:b=\"http://schemas.datacontract.org/2004/07/System.Collections.Generic\" xmlns:c=\"http://www.w3.org/2001/XMLSchema\" xmlns:e=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Query</b:key><b:value i:type=\"j:EntityQueryExpression\" xmlns:j=\"http://schemas.microsoft.com/xrm/2011/Metadata/Query\"><j:Criteria><j:Conditions><j:MetadataConditionExpression><j:ConditionOperator>In</j:ConditionOperator><j:PropertyName>LogicalName</j:PropertyName><j:Value i:type=\"e:ArrayOfstring\"><e:string>account</e:string></j:Value></j:MetadataConditionExpression><j:MetadataConditionExpression><j:ConditionOperator>Equals</j:ConditionOperator><j:PropertyName>IsCustomizable</j:PropertyName><j:Value i:type=\"c:boolean\">true</j:Value></j:MetadataConditionExpression></j:Conditions><j:FilterOperator>Or</j:FilterOperator><j:Filters/></j:Criteria><j:Properties><j:AllProperties>false</j:AllProperties><j:PropertyNames><e:string>Attributes</e:string></j:PropertyNames></j:Properties></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil=\"true\"/><a:RequestName>RetrieveMetadataChanges</a:RequestName></request></Execute></s:Body></s:Envelope>",
            "{\"Criteria\":{\"FilterOperator\":\"And\",\"Conditions\":[{\"PropertyName\":\"LogicalName\",\"ConditionOperator\":\"NotEquals\",\"Value\":{\"Value\":\"account\",\"Type\":\"System.String\"}}],\"Filters\":[{\"FilterOperator\":\"Or\"}]},\"Properties\":{\"AllProperties\":false,\"PropertyNames\":[\"LogicalName\"]},\"AttributeQuery\":{\"Criteria\":{\"Conditions\":[]}}}",
        ],
    },
    Target {
        name: "path",
        run: path,
        seeds: &[
            "/api/data/v9.2/accounts(00000000-0000-0000-0000-000000000001)/contact_customer_accounts/$ref",
            "F(A=@a,B='x')/Microsoft.Dynamics.CRM.G(%27y%27)",
        ],
    },
    Target {
        name: "literal",
        run: literal,
        seeds: &[
            "'O''Neil'",
            "-1.5e3",
            "2024-01-02T03:04:05.5+01:00",
            "{'@odata.id':'contacts(1)'}",
            "E.T'x'",
            "[\"a\",'b',1]",
        ],
    },
    Target {
        name: "json_body",
        run: json_body,
        seeds: &[
            "{\"a\":1.5,\"b\":\"\\u00e9\",\"c\":[null,true,{\"d\":-1e300}]}",
            "[{\"@odata.type\":\"#Microsoft.Dynamics.CRM.RolePrivilege\",\"Depth\":\"Basic\",\"Keys\":[\"a\"],\"Values\":[1]}]",
        ],
    },
    Target {
        name: "fetchxml",
        run: fetch_xml,
        seeds: &[
            "<fetch top=\"5\" page=\"1\"><entity name=\"account\"><attribute name=\"name\" alias=\"n\"/><order attribute=\"name\"/><filter type=\"or\"><condition attribute=\"a\" operator=\"in\"><value>1</value></condition></filter><link-entity name=\"contact\" from=\"a\" to=\"b\" link-type=\"outer\"/></entity></fetch>",
            "<fetch aggregate='true'><entity name='a'><attribute name='b' aggregate='sum' alias='c'/><attribute name='d' groupby='true' alias='e'/></entity></fetch>",
        ],
    },
    Target {
        name: "soap",
        run: envelope,
        seeds: &[
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Create xmlns=\"http://schemas.microsoft.com/xrm/2011/Contracts/Services\"><entity xmlns:a=\"http://schemas.microsoft.com/xrm/2011/Contracts\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:b=\"http://schemas.datacontract.org/2004/07/System.Collections.Generic\"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>gendercode</b:key><b:value i:type=\"a:OptionSetValue\"><a:Value>1</a:Value></b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil=\"true\"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:LogicalName>contact</a:LogicalName><a:RelatedEntities/></entity></Create></s:Body></s:Envelope>",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><RetrieveMultiple xmlns=\"http://schemas.microsoft.com/xrm/2011/Contracts/Services\"><query i:type=\"a:QueryExpression\" xmlns:a=\"http://schemas.microsoft.com/xrm/2011/Contracts\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><a:ColumnSet><a:AllColumns>true</a:AllColumns></a:ColumnSet><a:Criteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria><a:EntityName>account</a:EntityName></query></RetrieveMultiple></s:Body></s:Envelope>",
        ],
    },
    Target {
        name: "tokens",
        run: tokens,
        seeds: &[
            "<cookie pagenumber=\"2\" pagingcookie=\"%253ccookie%2520page%253d%25221%2522%253e\" istracking=\"False\" />",
            "W/\"123\"",
            "919042!08/22/2017 08:10:44",
            "*",
            "<settings><setting name=\"a\" value=\"b\"/></settings>",
        ],
    },
    Target {
        name: "solution",
        run: solution_archive,
        seeds: &[
            concat!(
                "\n=== Other/Solution.xml\n",
                include_str!("../../solutions/ProjectTracking/Other/Solution.xml"),
                "\n=== Other/Customizations.xml\n",
                include_str!("../../solutions/ProjectTracking/Other/Customizations.xml"),
                "\n=== Other/Relationships.xml\n",
                include_str!("../../solutions/ProjectTracking/Other/Relationships.xml"),
                "\n=== Other/Relationships/Account.xml\n",
                include_str!("../../solutions/ProjectTracking/Other/Relationships/Account.xml"),
                "\n=== Other/Relationships/Contact.xml\n",
                include_str!("../../solutions/ProjectTracking/Other/Relationships/Contact.xml"),
                "\n=== OptionSets/fabrikam_priority.xml\n",
                include_str!("../../solutions/ProjectTracking/OptionSets/fabrikam_priority.xml"),
                "\n=== WebResources/fabrikam_/project.js\n",
                include_str!("../../solutions/ProjectTracking/WebResources/fabrikam_/project.js"),
                "\n=== WebResources/fabrikam_/project.js.data.xml\n",
                include_str!(
                    "../../solutions/ProjectTracking/WebResources/fabrikam_/project.js.data.xml"
                ),
                "\n=== customapis/fabrikam_CloseProject/customapi.xml\n",
                include_str!(
                    "../../solutions/ProjectTracking/customapis/fabrikam_CloseProject/customapi.xml"
                ),
                "\n=== customapis/fabrikam_CloseProject/customapirequestparameters/Project/customapirequestparameter.xml\n",
                include_str!(
                    "../../solutions/ProjectTracking/customapis/fabrikam_CloseProject/customapirequestparameters/Project/customapirequestparameter.xml"
                ),
                "\n=== customapis/fabrikam_CloseProject/customapiresponseproperties/Closed/customapiresponseproperty.xml\n",
                include_str!(
                    "../../solutions/ProjectTracking/customapis/fabrikam_CloseProject/customapiresponseproperties/Closed/customapiresponseproperty.xml"
                ),
            ),
            concat!(
                "\n=== Other/Solution.xml\n",
                include_str!("../../solutions/ProjectTracking/Other/Solution.xml"),
                "\n=== Entities/fabrikam_Project/Entity.xml\n",
                include_str!(
                    "../../solutions/ProjectTracking/Entities/fabrikam_Project/Entity.xml"
                ),
            ),
        ],
    },
    Target {
        name: "stored",
        run: stored,
        seeds: &[
            "{\"name\":\"x\",\"parameters\":{\"A\":{\"int\":1},\"B\":{\"row\":{\"table\":\"t\"}}}}",
        ],
    },
];

/// The bytes as text; parsers of text see only what a client can send as text.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Every type of a declared parameter.
fn kinds() -> impl Iterator<Item = FieldType> {
    (0..13).filter_map(FieldType::from_number)
}

pub fn prefer(bytes: &[u8]) {
    let preferences = Preferences::parse(bytes.split(|byte| *byte == b'\n'));
    let _ = preferences.respond_async();
    let _ = preferences.callback();
    let _ = preferences.names_callback();
    let _ = preferences.return_();
    let _ = preferences.max_page_size();
    let _ = preferences.continue_on_error();
    if let Ok(Some(filter)) = preferences.include_annotations(&Limits::default()) {
        let _ = format!("{filter:?}");
    }
}

pub fn batch_document(bytes: &[u8]) {
    let _ = batch::boundary(&text(bytes));
    let _ = batch::parse(bytes, "b").map_err(|error| error.to_string());
}

pub fn json_batch(bytes: &[u8]) {
    match batch::json::parse(bytes) {
        Err(error) => drop(error.to_string()),
        Ok(items) => {
            for item in items {
                let requests = match item {
                    batch::Item::Request(request) => vec![request],
                    batch::Item::ChangeSet(set) => set.requests,
                };
                for request in requests {
                    let _ = request.dependencies.check(|on| on == "1");
                }
            }
        }
    }
}

pub fn references(bytes: &[u8]) {
    let known = |id: &str| (id == "1").then(|| "accounts(7)".to_owned());
    if let Ok(resolved) = batch::in_body(bytes, known, usize::MAX) {
        // What is resolved has no reference left to what is known.
        assert!(batch::in_body(&resolved, known, usize::MAX).is_ok());
    }
    let _ = batch::in_target(&text(bytes), known);
}

pub fn query_options(bytes: &[u8]) {
    match options::Options::parse(&text(bytes)) {
        Ok(options) => drop(options.into_query("account")),
        Err(error) => drop(error.to_string()),
    }
}

pub fn query_filter(bytes: &[u8]) {
    let mut aliases = ParameterAliases::new();
    aliases.extend(Literal::parse("1").map(|one| ("@p".to_owned(), one)));
    let _ = filter::parse(&text(bytes), &aliases).map_err(|error| error.to_string());
}

pub fn query_apply(bytes: &[u8]) {
    let mut aliases = ParameterAliases::new();
    aliases.extend(Literal::parse("1").map(|one| ("@p".to_owned(), one)));
    if let Err(error) = apply::parse(&text(bytes), &aliases) {
        drop(error.to_string());
    }
}

pub fn path(bytes: &[u8]) {
    let text = text(bytes);
    let _ = version::split(&text).map_err(|error| error.to_string());
    let _ = Path::parse(&text).map_err(|error| error.to_string());
}

pub fn literal(bytes: &[u8]) {
    match Literal::parse(&text(bytes)) {
        Err(error) => drop(error.to_string()),
        Ok(literal) => {
            for kind in kinds() {
                let _ = json::read_literal(kind, &literal).map_err(|error| error.to_string());
            }
        }
    }
}

pub fn json_body(bytes: &[u8]) {
    let _ = strict::parse(&strict::escape_controls(bytes));
    let Ok(body) = strict::parse(bytes) else {
        return;
    };
    for kind in kinds() {
        for numbers in [LargeNumbers::Numbers, LargeNumbers::Texts] {
            let _ = json::read(kind, &body, numbers).map_err(|error| error.to_string());
        }
        let _ = complex::read(&MemberType::Value(kind), &body);
    }
    let _ = json::RowJson::of(&body);
}

pub fn fetch_xml(bytes: &[u8]) {
    let _ = fetchxml::parse(&text(bytes), &Limits::default()).map_err(|error| error.to_string());
}

pub fn envelope(bytes: &[u8]) {
    let _ = soap::read(bytes, &Limits::default()).map_err(|error| error.to_string());
}

pub fn tokens(bytes: &[u8]) {
    let text = text(bytes);
    if let Some(token) = SkipToken::parse(&text) {
        assert_eq!(SkipToken::parse(&token.element()).as_ref(), Some(&token));
    }
    if let Some(token) = DataToken::parse(&text) {
        assert_eq!(DataToken::parse(&token.print()), Some(token));
    }
    let _ = etag::TagList::parse(&text).map_err(|error| error.to_string());
    let _ = authentication_settings::parse(&text).map_err(|error| error.to_string());
}

pub fn stored(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(request) = codec::read::<OrganizationRequest>(&text) {
        let written = codec::write(&request).expect("what was read can be written");
        assert!(codec::read::<OrganizationRequest>(&written).is_ok());
    }
}

/// The files of a solution as one text: before each, a line with its path. They are packed, unpacked, read, and written
/// again. With the last bytes of the text the archive is changed, as one is that a client sends.
pub fn solution_archive(bytes: &[u8]) {
    let limits = Limits {
        solution_files: 64,
        solution_size: 1 << 20,
        ..Limits::DEFAULT
    };
    let text = text(bytes);
    let mut files = solution::Files::default();
    for file in text.split("\n=== ").skip(1) {
        let (path, content) = file.split_once('\n').unwrap_or((file, ""));
        if let Err(error) = files.insert(path, content.as_bytes().to_vec()) {
            drop(error.to_string());
        }
    }
    let Ok(mut archive) = files.zip() else {
        return;
    };
    let bounds = solution::FileLimits::of(&limits);
    match solution::Files::unzip(&archive, bounds) {
        Ok(unpacked) => assert_eq!(unpacked, files),
        Err(error) => drop(error.to_string()),
    }
    match solution::read(&files, &limits) {
        Err(error) => drop(error.to_string()),
        Ok((read, _)) => {
            // What is written is a solution again.
            if let Ok(written) = read.files() {
                assert!(solution::read(&written, &limits).is_ok());
            }
        }
    }
    for change in bytes.rchunks_exact(3).take(8) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]]));
        let length = archive.len();
        archive[at % length] = change[2];
    }
    match solution::Files::unzip(&archive, bounds) {
        Ok(files) => drop(solution::read(&files, &limits)),
        Err(error) => drop(error.to_string()),
    }
}
