@emulator @no-samples
Feature: Web resources
  Files of web pages are rows, and are served by their names. A page has the organization's origin, calls the Web API, and
  does not control the emulator.

  Background:
    Given these rows of "webresourceset"
      | as     | name              | displayname | webresourcetype | content              |
      | script | suite_/page/go.js | Go          | 3               | Y29uc29sZS5sb2coMSk7 |

  @WR-001
  Scenario: A web resource is a row
    When a client sends
      """
      GET /api/data/v9.2/webresourceset({script})?$select=name,displayname,webresourcetype,content,ismanaged
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the status is 200
    And the body has
      | name            | suite_/page/go.js    |
      | displayname     | Go                   |
      | webresourcetype | 3                    |
      | content         | Y29uc29sZS5sb2coMSk7 |
      | ismanaged       | false                |
      | webresourcetype@OData.Community.Display.V1.FormattedValue | Script (JScript) |
    When a client sends
      """
      DELETE /api/data/v9.2/webresourceset({script})
      """
    And a client without a token sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the status is 404

  @WR-001
  Scenario Outline: A web resource needs a name and a type
    When a client sends
      """
      POST /api/data/v9.2/webresourceset

      <row>
      """
    Then the status is 400
    And "/error/message" contains "<column>"

    Examples:
      | row                      | column          |
      | {"webresourcetype":3}    | name            |
      | {"name":"suite_page.js"} | webresourcetype |

  @WR-002 @WR-003
  Scenario Outline: Names have a publisher's prefix and the characters of addresses: <name>
    When a client sends
      """
      POST /api/data/v9.2/webresourceset

      {"name":"<name>","webresourcetype":3}
      """
    Then the status is <status>

    Examples:
      | name            | status |
      | suite_page.js   | 204    |
      | suite_/a/b_c.js | 204    |
      | page.js         | 400    |
      | s_page.js       | 400    |
      | 1suite_page.js  | 400    |
      | suite_          | 400    |
      | suite_//page.js | 400    |
      | suite_pa ge.js  | 400    |
      | suite_<page>.js | 400    |
      | suite_pa-ge.js  | 400    |

  @WR-003
  Scenario: A name is refused with the platform's text, in an update as in a create
    When a client sends
      """
      PATCH /api/data/v9.2/webresourceset({script})

      {"name":"suite_//go.js"}
      """
    Then the status is 400
    And "/error/message" contains "Web resource names may only include letters, numbers, periods, and nonconsecutive forward slash characters."

  @WR-004
  Scenario Outline: A name is given once, and content is Base64
    When a client sends
      """
      POST /api/data/v9.2/webresourceset

      <row>
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | row                                                                | status | text                  |
      | {"name":"suite_/page/go.js","webresourcetype":3}                   | 412    | exists already        |
      | {"name":"suite_/Page/Go.js","webresourcetype":3}                   | 412    | exists already        |
      | {"name":"suite_a.js","webresourcetype":3,"content":"alert('no')"}  | 400    | is not Base64         |

  @WR-004
  Scenario: A row may be given its own name again
    When a client sends
      """
      PATCH /api/data/v9.2/webresourceset({script})

      {"name":"suite_/page/GO.js","content":"MQ=="}
      """
    Then the status is 204
    When a client without a token sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the body is the text "1"

  @WR-005
  Scenario Outline: A web resource is served by its name, whose case does not matter
    When a client without a token sends
      """
      GET <path>
      """
    Then the status is 200
    And the header "Content-Type" is "text/javascript; charset=utf-8"
    And the body is the text "console.log(1);"

    Examples:
      | path                                     |
      | /WebResources/suite_/page/go.js          |
      | /webresources/suite_/Page/Go.js          |
      | /WebResources/suite_%2Fpage%2fgo.js      |
      | /WebResources/suite_/page/go.js?data=a%3Db |

  @WR-006
  Scenario Outline: The type of a web resource is its media type: <type>
    Given these rows of "webresourceset"
      | name       | webresourcetype | content |
      | suite_file | <type>          | MQ==    |
    When a client without a token sends
      """
      GET /WebResources/suite_file
      """
    Then the status is 200
    And the header "Content-Type" is "<media type>"
    And the header "X-Content-Type-Options" is "nosniff"
    And the header "Cross-Origin-Resource-Policy" is "same-origin"
    And the header "Content-Security-Policy" is "frame-ancestors 'self'"

    Examples:
      | type | media type                     |
      | 1    | text/html; charset=utf-8       |
      | 2    | text/css; charset=utf-8        |
      | 3    | text/javascript; charset=utf-8 |
      | 4    | text/xml; charset=utf-8        |
      | 5    | image/png                      |
      | 6    | image/jpeg                     |
      | 7    | image/gif                      |
      | 8    | application/x-silverlight-app  |
      | 9    | text/xsl; charset=utf-8        |
      | 10   | image/x-icon                   |
      | 11   | image/svg+xml                  |
      | 12   | text/xml; charset=utf-8        |

  @WR-007
  Scenario: A browser that has the version already is told so
    When a client without a token sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the header "ETag" is remembered as "tag"
    And the header "Cache-Control" is "no-cache"
    When a client without a token sends
      """
      GET /WebResources/suite_/page/go.js
      If-None-Match: {tag}
      """
    Then the status is 304
    And the body is empty
    And the header "ETag" is "{tag}"
    When a client sends
      """
      PATCH /api/data/v9.2/webresourceset({script})

      {"content":"Mg=="}
      """
    And a client without a token sends
      """
      GET /WebResources/suite_/page/go.js
      If-None-Match: {tag}
      """
    Then the status is 200
    And the body is the text "2"

  @WR-007
  Scenario Outline: What else may be asked of a web resource: <method>
    When a client without a token sends
      """
      <method> /WebResources/suite_/page/<name>
      """
    Then the status is <status>

    Examples:
      | method | name  | status |
      | HEAD   | go.js | 200    |
      | GET    | no.js | 404    |
      | HEAD   | no.js | 404    |
      | GET    |       | 404    |
      | POST   | go.js | 405    |
      | DELETE | go.js | 405    |

  @WR-008
  Scenario Outline: An address with a caching token is kept for a year
    When a client without a token sends
      """
      GET /<token>/WebResources/suite_/page/go.js
      """
    Then the status is <status>
    And the header "Cache-Control" is <caching>

    Examples:
      | token                      | status | caching                     |
      | %7b637199221580014143%7d   | 200    | "private, max-age=31536000" |
      | {637199221580014143}       | 200    | "private, max-age=31536000" |
      | 637199221580014143         | 401    | absent                      |
      | %7bx%7d                    | 401    | absent                      |

  @WR-009 @AU-001
  Scenario Outline: Who a browser without a token is, is a rule
    Given the rule "browser_session" is "<rule>"
    When a client without a token sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the status is <status>
    When a client without a token sends
      """
      GET /api/data/v9.2/webresourceset
      """
    Then the status is 401
    When a client sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the status is 200

    Examples:
      | rule          | status |
      | administrator | 200    |
      | none          | 401    |

  @WR-009 @PV-010
  Scenario: The user of a token needs to read web resources
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Eve" with {"privileges": {"prvReadAccount": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the status is 200
    Given the client is "Eve"
    When a client sends
      """
      GET /WebResources/suite_/page/go.js
      """
    Then the status is 403
    And "/error/message" contains "prvReadWebResource"

  @WR-010
  Scenario Outline: A page does not reach the control door
    When a client without a token sends
      """
      <request>
      Host: 127.0.0.1:5050
      <header>
      """
    Then the status is <status>

    Examples:
      | request                   | header                        | status |
      | GET /_emulator/v1/health  | Accept: */*                   | 200    |
      | GET /_emulator/v1/rules   | Sec-Fetch-Site: none          | 200    |
      | GET /_emulator/v1/rules   | Sec-Fetch-Site: same-origin   | 403    |
      | GET /_emulator/v1/journal | Sec-Fetch-Site: cross-site    | 403    |
      | POST /_emulator/v1/settle | Origin: http://127.0.0.1:5050 | 403    |
      | POST /_emulator/v1/settle | Origin: http://localhost      | 403    |
      | OPTIONS /_emulator/v1/settle | Origin: http://localhost   | 403    |

  @WR-011
  Scenario: The date of an answer is the organization's
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then the header "Date" is "Fri, 02 Jan 2026 03:04:05 GMT"
    When the clock advances by "PT1M"
    And a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then the header "Date" is "Fri, 02 Jan 2026 03:05:05 GMT"
