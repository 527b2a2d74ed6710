//! A scenario's users in an organization that others use as well: identities of the target file, or users that the
//! suite creates. A created user has a role of its own, and the administrator impersonates the user.

use serde_json::{Map, Value, json};

use super::scenario::LiveScenario;
use crate::exchange::{Headers, Request, json as parse};
use crate::failure::Failure;
use crate::target::{Identity, Profile};

/// The header with which the administrator impersonates a user.
pub(super) const CALLER: &str = "MSCRMCallerID";
/// The same header in an envelope.
const CALLER_ID: &str = "<CallerId xmlns=\"http://schemas.microsoft.com/xrm/2011/Contracts\">";

/// The request with its impersonation at the place that the door reads: an envelope has a SOAP header.
pub(super) fn with_caller(mut request: Request) -> Request {
    if !request.target.contains("/XRMServices/") {
        return request;
    }
    let Some(id) = request.headers.get(CALLER) else {
        return request;
    };
    request.headers.0.retain(|(name, _)| name != CALLER);
    let caller = format!("{CALLER_ID}{id}</CallerId>");
    let text = String::from_utf8_lossy(&request.body).into_owned();
    let text = match text.contains("<s:Header>") {
        true => text.replacen("<s:Header>", &format!("<s:Header>{caller}"), 1),
        false => text.replacen(
            "<s:Body",
            &format!("<s:Header>{caller}</s:Header><s:Body"),
            1,
        ),
    };
    request.body = text.into_bytes();
    request
}

/// The request without the impersonation header that the suite has added.
pub(super) fn without_caller(request: &Request) -> Request {
    let mut request = request.clone();
    request.headers.0.retain(|(name, _)| name != CALLER);
    request
}

/// The user of the organization that stands for a user of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LiveUser {
    /// An identity of the target file.
    Known(Identity),
    /// A created user, by id.
    Made(String),
}

/// A user that a scenario needs, as far as the Web API can create one.
#[derive(Debug, PartialEq, Eq)]
struct UserWish {
    roles: Vec<String>,
    /// Privileges with their depths.
    privileges: Vec<(String, String)>,
}

impl LiveScenario {
    /// Chooses or creates a user that stands for the scenario's user. Returns the known columns of the user's row.
    ///
    /// # Errors
    /// When no identity is as `wanted`, and no such user can be created.
    pub(crate) async fn user(&self, name: &str, wanted: &Value) -> Result<Value, Failure> {
        let beyond = || {
            Failure::unsupported(format!(
                "none of the identities in the target's file is a user with {wanted}, and none can be made"
            ))
        };
        let wish = wish(wanted).ok_or_else(beyond)?;
        let known = identity(&wish).filter(|one| self.target().identity(*one).is_some());
        let may_make =
            self.target().claims().impersonation && self.target().profile() == Profile::Full;
        let person = match known {
            Some(identity) => LiveUser::Known(identity),
            None if may_make => LiveUser::Made(self.make(name, &wish).await?),
            None => return Err(beyond()),
        };
        self.introduce(name, person);
        self.who(name).await
    }

    async fn who(&self, name: &str) -> Result<Value, Failure> {
        let url = self.target().url();
        let request = Request {
            method: "GET".to_owned(),
            target: format!("{url}/api/data/{}/WhoAmI", self.target().api_version()),
            headers: Headers(self.sign(Some(name)).await?),
            body: Vec::new(),
        };
        let who = self.target().wire().send(request).await?;
        let who = parse(&who.response.body)?;
        let id = who.get("UserId").and_then(Value::as_str);
        let id = id.ok_or_else(|| Failure::Unmet(format!("no user is called {name:?}: {who}")))?;
        let row =
            format!("{url}/api/data/v9.2/systemusers({id})?$select=azureactivedirectoryobjectid");
        let row = parse(&self.glance("GET", &row).await?.response.body)?;
        Ok(json!({
            "systemuserid": id,
            "businessunitid": who.get("BusinessUnitId"),
            "azureactivedirectoryobjectid": row.get("azureactivedirectoryobjectid"),
        }))
    }

    /// Creates a user in the administrator's business unit, with the roles and with one more role for the privileges.
    async fn make(&self, name: &str, wish: &UserWish) -> Result<String, Failure> {
        let unit = self
            .find(
                "businessunits",
                "businessunitid",
                "parentbusinessunitid eq null",
            )
            .await?;
        let unit = format!("/businessunits({unit})");
        let user = json!({
            "firstname": self.title(""), "lastname": name, "businessunitid@odata.bind": unit,
            "internalemailaddress": format!("{}@suite.example", name.to_lowercase()),
        });
        let user = self.create("systemusers", &user).await?;
        for role in &wish.roles {
            let role = self
                .find("roles", "roleid", &format!("name eq '{role}'"))
                .await?;
            self.give(&user, &role).await?;
        }
        if !wish.privileges.is_empty() {
            let role = json!({ "name": self.title(name), "businessunitid@odata.bind": unit });
            let role = self.create("roles", &role).await?;
            let mut privileges = Vec::new();
            for (privilege, depth) in &wish.privileges {
                let id = self
                    .find(
                        "privileges",
                        "privilegeid",
                        &format!("name eq '{privilege}'"),
                    )
                    .await?;
                privileges.push(json!({ "PrivilegeId": id, "Depth": depth }));
            }
            let action = format!("roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole");
            self.post(&action, &json!({ "Privileges": privileges }))
                .await?;
            self.give(&user, &role).await?;
        }
        Ok(user)
    }

    async fn give(&self, user: &str, role: &str) -> Result<(), Failure> {
        let link = format!("systemusers({user})/systemuserroles_association/$ref");
        let url = self.target().url();
        let role = json!({ "@odata.id": format!("{url}/api/data/v9.2/roles({role})") });
        self.post(&link, &role).await.map(drop)
    }
}

fn wish(wanted: &Value) -> Option<UserWish> {
    let wanted = wanted.as_object()?;
    let known = ["roles", "privileges", "tokens"];
    if wanted.keys().any(|key| !known.contains(&key.as_str())) {
        return None;
    }
    let roles = match wanted.get("roles") {
        None => Vec::new(),
        Some(roles) => serde_json::from_value(roles.clone()).ok()?,
    };
    let none = Map::new();
    let privileges = match wanted.get("privileges") {
        None => &none,
        Some(privileges) => privileges.as_object()?,
    };
    let privilege =
        |(name, depth): (&String, &Value)| Some((name.clone(), depth.as_str()?.to_owned()));
    let mut privileges: Vec<_> = privileges.iter().map(privilege).collect::<Option<_>>()?;
    privileges.sort_unstable();
    Some(UserWish { roles, privileges })
}

/// The identity that fits: with the role Basic User and any of the two privileges on background operations.
fn identity(wish: &UserWish) -> Option<Identity> {
    if wish.roles.as_slice() != ["Basic User"] {
        return None;
    }
    let privilege = |(name, depth): &(String, String)| (depth == "Global").then(|| name.clone());
    let privileges: Option<Vec<String>> = wish.privileges.iter().map(privilege).collect();
    let privileges = privileges?;
    let names: Vec<&str> = privileges.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => Some(Identity::Neither),
        ["prvReadbackgroundoperation"] => Some(Identity::ReadOnly),
        ["prvWritebackgroundoperation"] => Some(Identity::WriteOnly),
        ["prvReadbackgroundoperation", "prvWritebackgroundoperation"] => Some(Identity::Both),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CALLER, CALLER_ID, identity, wish, with_caller};
    use crate::exchange::{Headers, Request};
    use crate::target::Identity;

    #[test]
    fn a_user_is_one_of_the_identities_or_none() {
        let both = json!({"roles": ["Basic User"], "tokens": ["Ada"], "privileges":
            {"prvWritebackgroundoperation": "Global", "prvReadbackgroundoperation": "Global"}});
        let of = |wanted| wish(&wanted).as_ref().and_then(identity);
        assert_eq!(of(both), Some(Identity::Both));
        assert_eq!(
            of(json!({"roles": ["Basic User"]})),
            Some(Identity::Neither)
        );
        for other in [
            json!({"roles": ["Reader"]}),
            json!({"roles": ["Basic User"], "privileges": {"prvReadAccount": "Global"}}),
            json!({"roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Basic"}}),
        ] {
            assert_eq!(of(other.clone()), None, "{other}");
        }
    }

    #[test]
    fn an_envelope_says_itself_whom_it_is_for() {
        let request = Request {
            method: "POST".to_owned(),
            target: "http://h/XRMServices/2011/Organization.svc/web".to_owned(),
            headers: Headers(vec![(CALLER.to_owned(), "7a9f".to_owned())]),
            body: b"<s:Envelope><s:Body/></s:Envelope>".to_vec(),
        };
        let sent = with_caller(request);
        assert!(sent.headers.0.is_empty());
        let expected = format!(
            "<s:Envelope><s:Header>{CALLER_ID}7a9f</CallerId></s:Header><s:Body/></s:Envelope>"
        );
        assert_eq!(String::from_utf8(sent.body).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_arranged_over_the_web_api_is_no_wish() {
        assert_eq!(wish(&json!({"roles": [], "disabled": true})), None);
        assert_eq!(wish(&json!({"businessUnit": "Sales"})), None);
        let wanted = wish(&json!({"privileges": {"prvReadAccount": "Basic"}})).unwrap();
        assert_eq!(
            wanted.privileges,
            [("prvReadAccount".to_owned(), "Basic".to_owned())]
        );
    }
}
