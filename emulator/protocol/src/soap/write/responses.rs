//! Writes the responses to the requests of one request: those of `ExecuteMultiple` and its kin.

use super::super::fault;
use super::super::name::{CONTRACTS, CONTRACTS_2012, GENERIC};
use super::{WriteResult, Writer};
use crate::request::{MessageResponse, Outcome, ResponseItem};

impl Writer<'_> {
    /// Writes the responses to the requests of an `ExecuteTransaction`; those of `UpsertMultiple` are an array.
    pub(super) fn responses(&mut self, tag: &str, responses: &[MessageResponse]) -> WriteResult {
        let (kind, prefix, namespace, item) = match responses.first() {
            Some(first) if !self.reply.has_inside() => {
                let kind = format!("a:ArrayOf{}Response", first.message);
                (kind, "a", CONTRACTS, format!("a:{}Response", first.message))
            }
            _ => (
                "l:OrganizationResponseCollection".to_owned(),
                "l",
                CONTRACTS_2012,
                "l:OrganizationResponse".to_owned(),
            ),
        };
        self.typed(tag, &kind, (prefix, namespace), |out| {
            for (index, response) in responses.iter().enumerate() {
                out.response(&item, index, response)?;
            }
            Ok(())
        })
    }

    /// Writes what became of one request of an `ExecuteMultiple`.
    pub(super) fn response_item(&mut self, item: &ResponseItem) -> WriteResult {
        self.raw("<l:ExecuteMultipleResponseItem>");
        match &item.outcome {
            Outcome::Fault(fault) => fault::write_item("l:Fault", fault, &mut self.xml),
            Outcome::Response(_) => self.raw("<l:Fault i:nil=\"true\"/>"),
        }
        self.raw(&format!("<l:RequestIndex>{}</l:RequestIndex>", item.index));
        match &item.outcome {
            Outcome::Response(response) => self.response("l:Response", item.index, response)?,
            Outcome::Fault(_) => self.raw("<l:Response i:nil=\"true\"/>"),
        }
        self.raw("</l:ExecuteMultipleResponseItem>");
        Ok(())
    }

    /// Writes the response to the request at a position, of the type that belongs to the request's.
    fn response(&mut self, tag: &str, index: usize, response: &MessageResponse) -> WriteResult {
        let reply = self.reply.inside(index);
        self.raw(&format!("<{tag}"));
        if self.reply.has_inside() {
            let kind = reply.type_attribute();
            self.raw(&kind);
        }
        self.raw(">");
        self.member("ResponseName", &response.message);
        self.raw(&format!("<a:Results xmlns:b=\"{GENERIC}\">"));
        self.of_reply(reply, |out| out.results(&response.results))?;
        self.raw(&format!("</a:Results></{tag}>"));
        Ok(())
    }
}
