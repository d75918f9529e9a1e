"""C2: every address, every role, in their own service and in another: the answer that one table says.

A form is sent with a true token and nothing in it. "404" is said wherever it is secret that a thing exists.
The table is of things of the service that ``head`` heads; for the other service the two heads change places, and so
do the practitioners and the team managers.
"""

from __future__ import annotations

import re
from itertools import product

import pytest
from flask.testing import FlaskClient

from tests.qa_app.access.council import OF_THEIR_OWN, PEOPLE, Clients, council, token_of, undone

TABLE = """
address                                | thing             | method | adm mgr aud ano hea oth wrk owk bos obo nob not-signed-in
/                                      | -                 | GET    | 200 200 200 200 200 200 200 200 200 200 200 302
/audits/                               | -                 | GET    | 403 403 200 200 403 403 403 403 403 403 403 302
/audits/<audit>                        | open audit        | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/audits/<audit>                        | sent audit        | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/audits/<audit>                        | owed audit        | GET    | 404 404 404 200 404 404 404 404 404 404 404 302
/audits/<audit>                        | final audit       | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/audits/<audit>                        | moderated audit   | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/audits/<audit>                        | released audit    | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/audits/<audit>/check                  | open audit        | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/audits/<audit>/check                  | open audit        | POST   | 404 404 409 404 404 404 404 404 404 404 404 401
/audits/<audit>/check                  | final audit       | GET    | 404 403 302 404 403 404 404 404 404 404 404 302
/audits/<audit>/check                  | final audit       | POST   | 404 403 409 404 403 404 404 404 404 404 404 401
/audits/<audit>/history                | final audit       | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/audits/<audit>/history                | owed audit        | GET    | 404 404 404 200 404 404 404 404 404 404 404 302
/audits/<audit>/history                | released audit    | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/audits/<audit>/manage                 | open audit        | GET    | 404 200 404 404 404 404 404 404 404 404 404 302
/audits/<audit>/manage                 | owed audit        | GET    | 404 200 404 404 404 404 404 404 404 404 404 302
/audits/<audit>/manage                 | sent audit        | GET    | 404 200 404 404 404 404 404 404 404 404 404 302
/audits/<audit>/manage/ask             | final audit       | POST   | 404 422 403 404 403 404 404 404 404 404 404 401
/audits/<audit>/manage/ask             | sent audit        | POST   | 404 404 403 404 404 404 404 404 404 404 404 401
/audits/<audit>/manage/close           | released audit    | POST   | 404 409 403 404 403 404 404 404 404 404 404 401
/audits/<audit>/manage/exempt          | open audit        | POST   | 404 422 404 404 404 404 404 404 404 404 404 401
/audits/<audit>/manage/reassign        | open audit        | POST   | 404 422 404 404 404 404 404 404 404 404 404 401
/audits/<audit>/manage/release         | final audit       | POST   | 404 409 403 404 403 404 404 404 404 404 404 401
/audits/<audit>/manage/return          | queried audit     | POST   | 404 409 403 404 404 404 404 404 404 404 404 401
/audits/<audit>/manage/review          | worst audit       | POST   | 404 422 403 404 404 404 404 404 404 404 404 401
/audits/<audit>/manage/withdraw        | open audit        | POST   | 404 422 404 404 404 404 404 404 404 404 404 401
/audits/<audit>/more-time              | open audit        | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/audits/<audit>/more-time              | open audit        | POST   | 404 404 422 404 404 404 404 404 404 404 404 401
/audits/<audit>/released               | released audit    | GET    | 404 404 404 404 404 404 200 404 200 404 404 302
/audits/<audit>/released               | disputed audit    | GET    | 404 404 404 404 404 404 200 404 200 404 404 302
/audits/<audit>/released               | closed audit      | GET    | 404 404 404 404 404 404 200 404 200 404 404 302
/audits/<audit>/released               | open audit        | GET    | 404 404 404 404 404 404 404 404 404 404 404 302
/audits/<audit>/released               | final audit       | GET    | 404 404 404 404 404 404 404 404 404 404 404 302
/audits/<audit>/released               | moderated audit   | GET    | 404 404 404 404 404 404 404 404 404 404 404 302
/audits/<audit>/released/comment       | released audit    | GET    | 404 404 404 404 404 404 200 404 200 404 404 302
/audits/<audit>/released/comment       | released audit    | POST   | 404 404 404 404 404 404 422 404 422 404 404 401
/audits/<audit>/released/comment       | final audit       | POST   | 404 404 404 404 404 404 404 404 404 404 404 401
/audits/<audit>/released/dispute       | released audit    | GET    | 404 404 404 404 404 404 200 404 200 404 404 302
/audits/<audit>/released/dispute       | released audit    | POST   | 404 404 404 404 404 404 422 404 422 404 404 401
/audits/<audit>/released/dispute       | final audit       | POST   | 404 404 404 404 404 404 404 404 404 404 404 401
/audits/<audit>/response               | awaiting audit    | GET    | 404 403 403 404 200 404 404 404 404 404 404 302
/audits/<audit>/response               | awaiting audit    | POST   | 404 403 403 404 422 404 404 404 404 404 404 401
/audits/<audit>/response               | final audit       | GET    | 404 403 403 404 404 404 404 404 404 404 404 302
/audits/<audit>/response               | open audit        | POST   | 404 404 403 404 404 404 404 404 404 404 404 401
/audits/<audit>/sections/<section>     | open audit        | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/audits/<audit>/sections/<section>     | open audit        | POST   | 404 404 409 404 404 404 404 404 404 404 404 401
/audits/<audit>/sections/<section>     | sent audit        | GET    | 404 404 302 404 404 404 404 404 404 404 404 302
/audits/<audit>/sections/<section>     | sent audit        | POST   | 404 404 409 404 404 404 404 404 404 404 404 401
/audits/<audit>/sections/<section>     | final audit       | POST   | 404 403 409 404 403 404 404 404 404 404 404 401
/audits/all                            | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/audits/disputes/<dispute>             | dispute           | GET    | 404 200 404 404 200 404 200 404 404 404 404 302
/audits/disputes/<dispute>             | dispute           | POST   | 404 422 404 404 422 404 403 404 404 404 404 401
/audits/extensions/<id:extension>/grant  | extension       | POST   | 404 302 404 404 404 404 404 404 404 404 404 401
/audits/extensions/<id:extension>/refuse | extension       | POST   | 404 302 404 404 404 404 404 404 404 404 404 401
/audits/queries/<query>                | query             | GET    | 404 200 200 404 404 404 404 404 404 404 404 302
/audits/queries/<query>                | query             | POST   | 404 422 422 404 404 404 404 404 404 404 404 401
/audits/queries/<query>/close          | query             | POST   | 404 302 403 404 404 404 404 404 404 404 404 401
/audits/released                       | -                 | GET    | 403 403 403 403 403 403 200 200 200 200 403 302
/cases/                                | -                 | GET    | 403 200 403 403 200 200 403 403 403 403 403 302
/cases/<id:case>                       | case              | GET    | 404 200 404 404 200 404 404 404 404 404 404 302
/cases/import                          | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cases/import                          | -                 | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/cases/search                          | -                 | POST   | 403 400 403 403 400 400 403 403 403 403 403 401
/cases/uploads/<id:upload>             | upload            | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cases/uploads/<id:upload>/confirm     | upload            | POST   | 403 302 403 403 403 403 403 403 403 403 403 401
/cases/uploads/<id:upload>/discard     | upload            | POST   | 403 302 403 403 403 403 403 403 403 403 403 401
/concerns/                             | -                 | GET    | 403 200 200 200 200 200 403 403 403 403 403 302
/concerns/<concern>                    | sent concern      | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/concerns/<concern>                    | draft concern     | GET    | 404 404 302 404 404 404 404 404 404 404 404 302
/concerns/<concern>                    | answered concern  | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/concerns/<concern>/acknowledge        | sent concern      | POST   | 404 302 403 404 302 404 404 404 404 404 404 401
/concerns/<concern>/acknowledge        | draft concern     | POST   | 404 404 403 404 404 404 404 404 404 404 404 401
/concerns/<concern>/acknowledge        | answered concern  | POST   | 404 302 403 404 409 404 404 404 404 404 404 401
/concerns/<concern>/add                | sent concern      | POST   | 404 422 422 404 422 404 404 404 404 404 404 401
/concerns/<concern>/add                | draft concern     | POST   | 404 404 422 404 404 404 404 404 404 404 404 401
/concerns/<concern>/close              | sent concern      | POST   | 404 422 403 404 422 404 404 404 404 404 404 401
/concerns/<concern>/close              | answered concern  | POST   | 404 422 403 404 422 404 404 404 404 404 404 401
/concerns/<concern>/drop               | draft concern     | POST   | 404 404 422 404 404 404 404 404 404 404 404 401
/concerns/<concern>/drop               | sent concern      | POST   | 404 403 422 404 403 404 404 404 404 404 404 401
/concerns/<concern>/drop               | begun concern     | POST   | 404 422 404 404 422 404 404 404 404 404 404 401
/concerns/<concern>/take-up            | begun concern     | GET    | 404 200 404 404 200 404 404 404 404 404 404 302
/concerns/<concern>/take-up            | begun concern     | POST   | 404 422 404 404 422 404 404 404 404 404 404 401
/concerns/<concern>/take-up            | draft concern     | GET    | 404 404 403 404 404 404 404 404 404 404 404 302
/concerns/<concern>/take-up            | draft concern     | POST   | 404 404 403 404 404 404 404 404 404 404 404 401
/concerns/<concern>/take-up            | sent concern      | GET    | 404 403 403 404 403 404 404 404 404 404 404 302
/concerns/<concern>/take-up            | sent concern      | POST   | 404 403 403 404 403 404 404 404 404 404 404 401
/concerns/<concern>/write              | draft concern     | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/concerns/<concern>/write              | draft concern     | POST   | 404 404 409 404 404 404 404 404 404 404 404 401
/concerns/<concern>/write              | sent concern      | GET    | 404 403 302 404 403 404 404 404 404 404 404 302
/concerns/<concern>/write              | sent concern      | POST   | 404 403 409 404 403 404 404 404 404 404 404 401
/concerns/raise/<audit>                | open audit        | GET    | 404 404 200 404 404 404 404 404 404 404 404 302
/concerns/raise/<audit>                | owed audit        | GET    | 404 404 404 200 404 404 404 404 404 404 404 302
/concerns/raise/<audit>                | final audit       | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/concerns/raise/<audit>                | final audit       | POST   | 404 422 422 404 422 404 404 404 404 404 404 401
/cycles/                               | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cycles/<id:cycle>                     | cycle             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cycles/<id:cycle>                     | running cycle     | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cycles/<id:cycle>/draw                | cycle             | POST   | 403 302 403 403 403 403 403 403 403 403 403 401
/cycles/<id:cycle>/draw                | running cycle     | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/cycles/<id:cycle>/repeated-draw       | cycle             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cycles/<id:cycle>/set-up              | cycle             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cycles/<id:cycle>/set-up              | cycle             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/cycles/<id:cycle>/set-up              | running cycle     | GET    | 403 302 403 403 403 403 403 403 403 403 403 302
/cycles/<id:cycle>/start               | cycle             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/cycles/<id:cycle>/start               | running cycle     | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/cycles/new                            | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/cycles/new                            | -                 | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/findings/                             | -                 | GET    | 403 200 403 403 200 200 403 403 403 403 403 302
/findings/themes/<theme>               | theme             | GET    | 403 200 403 403 200 200 403 403 403 403 403 302
/notices/<id:notice>/seen              | notice            | POST   | 404 404 302 404 404 404 404 404 404 404 404 401
/password                              | -                 | GET    | 200 200 200 200 200 200 200 200 200 200 200 302
/password                              | -                 | POST   | 200 200 200 200 200 200 200 200 200 200 200 401
/people/                               | -                 | GET    | 200 403 403 403 403 403 403 403 403 403 403 302
/people/<id:person>                    | person            | GET    | 200 403 403 403 403 403 403 403 403 403 403 302
/people/<id:person>                    | person            | POST   | 409 403 403 403 403 403 403 403 403 403 403 401
/people/<id:person>/link               | person            | POST   | 200 403 403 403 403 403 403 403 403 403 403 401
/people/add                            | -                 | GET    | 200 403 403 403 403 403 403 403 403 403 403 302
/people/add                            | -                 | POST   | 200 403 403 403 403 403 403 403 403 403 403 401
/plan/                                 | -                 | GET    | 200 200 403 403 200 200 403 403 403 403 403 302
/plan/actions/<id:action>              | action            | GET    | 200 200 403 403 200 200 403 403 403 403 403 302
/plan/findings/<finding>               | finding           | GET    | 404 200 404 404 200 404 404 404 404 404 404 302
/plan/findings/<finding>               | finding           | POST   | 404 302 404 404 302 404 404 404 404 404 404 401
/plan/import                           | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/plan/import                           | -                 | POST   | 403 200 403 403 403 403 403 403 403 403 403 401
/plan/recommendations                  | -                 | GET    | 200 200 403 403 200 200 403 403 403 403 403 302
/rounds/                               | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/rounds/<id:round>                     | grading round     | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/rounds/<id:round>                     | resolving round   | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/rounds/<id:round>                     | closed round      | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/rounds/<id:round>/close               | grading round     | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/rounds/<id:round>/close               | resolving round   | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/rounds/<id:round>/close               | closed round      | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/rounds/<id:round>/reveal              | grading round     | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/rounds/<id:round>/reveal              | resolving round   | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/rounds/cases/<id:case>                | case of grading   | GET    | 403 404 403 403 403 403 403 403 403 403 403 302
/rounds/cases/<id:case>                | case of grading   | POST   | 403 404 403 403 403 403 403 403 403 403 403 401
/rounds/cases/<id:case>                | case of resolving | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/rounds/cases/<id:case>                | case of resolving | POST   | 403 200 403 403 403 403 403 403 403 403 403 401
/rounds/open                           | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/rounds/open                           | -                 | POST   | 403 200 403 403 403 403 403 403 403 403 403 401
/rounds/resolution/<audit>             | open audit        | GET    | 404 404 404 404 404 404 404 404 404 404 404 302
/rounds/resolution/<audit>             | moderated audit   | GET    | 404 200 200 404 200 404 404 404 404 404 404 302
/session                               | -                 | GET    | 200 200 200 200 200 200 200 200 200 200 200 302
/session/stay                          | -                 | POST   | 200 200 200 200 200 200 200 200 200 200 200 401
/set-password/<token>                  | link              | GET    | 200 200 200 200 200 200 200 200 200 200 200 200
/set-password/<token>                  | link              | POST   | 200 200 200 200 200 200 200 200 200 200 200 200
/set-password/<token>                  | no link           | GET    | 410 410 410 410 410 410 410 410 410 410 410 410
/set-password/<token>                  | no link           | POST   | 410 410 410 410 410 410 410 410 410 410 410 410
/settings/                             | -                 | GET    | 200 200 403 403 403 403 403 403 403 403 403 302
/settings/clocks                       | -                 | GET    | 200 200 403 403 403 403 403 403 403 403 403 302
/settings/clocks                       | -                 | POST   | 422 422 403 403 403 403 403 403 403 403 403 401
/settings/receivers/<id:service>       | service           | GET    | 200 200 403 403 403 403 403 403 403 403 403 302
/settings/receivers/<id:service>       | service           | POST   | 422 422 403 403 403 403 403 403 403 403 403 401
/sign-in                               | -                 | GET    | 302 302 302 302 302 302 302 302 302 302 302 200
/sign-in                               | -                 | POST   | 200 200 200 200 200 200 200 200 200 200 200 200
/sign-out                              | -                 | POST   | 302 302 302 302 302 302 302 302 302 302 302 401
/static/<path:filename>                | -                 | GET    | 404 404 404 404 404 404 404 404 404 404 404 404
/structure/                            | -                 | GET    | 200 403 403 403 403 403 403 403 403 403 403 302
/structure/services/<id:service>/add-team | service        | GET    | 200 403 403 403 403 403 403 403 403 403 403 302
/structure/services/<id:service>/add-team | service        | POST   | 200 403 403 403 403 403 403 403 403 403 403 401
/structure/services/add                | -                 | GET    | 200 403 403 403 403 403 403 403 403 403 403 302
/structure/services/add                | -                 | POST   | 200 403 403 403 403 403 403 403 403 403 403 401
/tools/                                | -                 | GET    | 403 200 200 200 200 200 403 403 403 403 403 302
/tools/drafts/<id:draft>               | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>               | version           | GET    | 403 302 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/caps/<int:number> | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/caps/<int:number> | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/caps/<int:number>/remove | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/caps/<int:number>/remove | draft             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/caps/add      | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/caps/add      | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/compare       | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/counted       | draft             | POST   | 403 302 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/discard       | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/discard       | draft             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/grading       | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/grading       | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/overall       | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/overall       | draft             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/preview/<section> | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/publish       | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/publish       | draft             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/publish       | version           | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/questions/<question> | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/questions/<question> | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/questions/<question>/kind | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/questions/<question>/move | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/questions/<question>/move | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/questions/<question>/remove | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/questions/<question>/remove | draft             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/scale         | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/scale         | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/sections/<section> | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/sections/<section>/move | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/sections/<section>/questions/add | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/sections/<section>/questions/add | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/sections/<section>/remove | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/sections/<section>/remove | draft             | POST   | 403 409 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/sections/<section>/words | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/sections/<section>/words | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/sections/add  | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/sections/add  | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/toml          | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/words         | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/words         | draft             | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/drafts/<id:draft>/words         | version           | GET    | 403 302 403 403 403 403 403 403 403 403 403 302
/tools/drafts/<id:draft>/workbook      | draft             | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/import                          | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/import                          | -                 | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/new                             | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/new/<start>                     | -                 | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/new/<start>                     | -                 | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/supplied/<name>/publish         | supplied tool     | POST   | 403 302 403 403 403 403 403 403 403 403 403 401
/tools/versions/<id:version>           | version           | GET    | 403 200 200 200 200 200 403 403 403 403 403 302
/tools/versions/<id:version>           | draft             | GET    | 403 404 404 404 404 404 403 403 403 403 403 302
/tools/versions/<id:version>/compare   | version           | GET    | 403 200 200 200 200 200 403 403 403 403 403 302
/tools/versions/<id:version>/retire    | version           | GET    | 403 200 403 403 403 403 403 403 403 403 403 302
/tools/versions/<id:version>/retire    | version           | POST   | 403 400 403 403 403 403 403 403 403 403 403 401
/tools/versions/<id:version>/toml      | version           | GET    | 403 200 200 200 200 200 403 403 403 403 403 302
/tools/versions/<id:version>/workbook  | version           | GET    | 403 200 200 200 200 200 403 403 403 403 403 302
"""  # noqa: E501 - a row of the table is a line

Row = tuple[str, str, str, dict[str, int]]


def read_table() -> list[Row]:
    found = []
    for line in TABLE.strip().splitlines()[1:]:
        address, thing, method, codes = (cell.strip() for cell in line.split("|"))
        found.append((address, thing, method, dict(zip(PEOPLE, map(int, codes.split()), strict=True))))
    return found


ROWS = read_table()
SECTION = {
    "<section>": "voice",
    "<question>": "voice-said",
    "<int:number>": "1",
    "<start>": "empty",
    "<path:filename>": "there-is-no-such-file",
}


def test_C2_every_address_stands_in_the_table(app):
    there = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods & {"GET", "POST"}}
    assert {(address, method) for address, _, method, _ in ROWS} == there


def test_C2_no_address_takes_any_other_method(app):
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_C2_the_answer_is_what_the_table_says(app, method):
    scene = council()
    clients, said, expected = Clients(app, scene.people), {}, {}
    rows = [row for row in ROWS if row[2] == method]
    for (address, thing, _, codes), side, name in product(rows, scene.sides, PEOPLE):
        path = re.sub("<.*?>", lambda found, side=side, thing=thing: value_of(found[0], side.things[thing]), address)
        client, cell = clients.of(name), (address, thing, "own" if side is scene.own else "other", name)
        with undone():
            said[cell] = ask(client, path, method)
        expected[cell] = codes[_as_in(side is scene.own, name)]
    assert {cell: code for cell, code in said.items() if code != expected[cell]} == {}


def ask(client: FlaskClient, path: str, method: str) -> int:
    if method == "POST":
        return client.post(path, data={"csrf_token": token_of(client)}).status_code
    answer = client.get(path)
    if answer.status_code not in {200, 302}:
        assert client.head(path).status_code == answer.status_code, f"HEAD {path}"
    return answer.status_code


def value_of(placeholder: str, value: object) -> str:
    return SECTION.get(placeholder, str(value))


def _as_in(own: bool, name: str) -> str:
    """The column for a person: in the other service those of each change places."""
    swapped = {one: other for pair in OF_THEIR_OWN for one, other in (pair, pair[::-1])}
    return name if own else swapped.get(name, name)
