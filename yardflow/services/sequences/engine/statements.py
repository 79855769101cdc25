"""The statements that a situation is read by. Each is about a whole batch."""

from sqlalchemy import text

# Whoever is decided about is locked first, in the order that all work on several tables keeps: so
# nothing changes between the decision and its record, and limits of a person or a company hold
# whoever else decides at the same moment. (Those of senders and domains: senders/capacity.py.)
LOCKS = (
    text("""
SELECT count(*) FROM (SELECT FROM contact c
    WHERE c.id IN (SELECT contact_id FROM enrollment WHERE id = ANY(CAST(:ids AS bigint[])))
    ORDER BY c.id FOR NO KEY UPDATE) locked"""),
    text("""
SELECT count(*) FROM (SELECT FROM account a
    WHERE a.id IN (SELECT c.account_id FROM enrollment e JOIN contact c ON c.id = e.contact_id
        WHERE e.id = ANY(CAST(:ids AS bigint[])))
    ORDER BY a.id FOR NO KEY UPDATE) locked"""),
)

# What a transaction plans from here on goes by indexes: connections keep plans, and one made while
# there were hardly any messages reads all that there are by now, for each enrollment.
BY_INDEXES = text(
    "SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_seqscan', 'jit']) AS name"
)

_ROWS_OF = """
SELECT e.id, e.sequence_id, e.version_id, e.contact_id, e.sender_id, e.step, e.visit, e.entered_at,
    e.passed, e.hurried_at, e.due_at, e.rank, nullif(e.reasons, '[]') AS reasons, c.account_id,
    c.email, c.email_status, c.first_name, c.last_name, c.name AS contact_name, c.title,
    c.seniority, c.personas, c.country, c.lawful_basis,
    a.name AS account_name, a.domain, a.industry, a.size, a.headquarters,
    a.icp_score, v.id AS event_id, v.starts_on, v.ends_on, v.timezone, v.location,
    v.hall_opens, v.hall_closes, v.hall_days, t.stage, n.status AS attendee_status,
    s.paused_at, s.pause_reason, s.on_reply,
    greatest(s.resumed_at, (SELECT f.resumed_at FROM sender f WHERE f.id = e.sender_id))
        AS let_on_at,
    s.on_colleague, CASE WHEN s.on_colleague <> 'continue' AND e.resumed_at IS NULL THEN (
        SELECT x.name FROM target w JOIN event x ON x.id = w.event_id
        WHERE w.account_id = c.account_id AND w.stage = 'Won'
        ORDER BY x.starts_on DESC NULLS LAST, x.id DESC LIMIT 1) END AS customer_at,
    CASE WHEN s.skip_open_deals AND e.resumed_at IS NULL AND NOT EXISTS (
        SELECT FROM message m WHERE m.enrollment_id = e.id AND m.sent_at IS NOT NULL)
        THEN open_deal(c.account_id, v.id) END AS open_deal,
    EXISTS (SELECT FROM message m WHERE m.contact_id = c.id AND m.sent_at IS NOT NULL) AS touched
FROM {} e
JOIN contact c ON c.id = e.contact_id
JOIN account a ON a.id = c.account_id
JOIN sequence s ON s.id = e.sequence_id
LEFT JOIN event v ON v.id = coalesce(s.event_id, e.event_id)
LEFT JOIN target t ON t.event_id = v.id AND t.account_id = c.account_id
LEFT JOIN attendee n ON n.event_id = v.id AND n.contact_id = c.id"""
_ROWS = f"""{_ROWS_OF.format("enrollment")}
WHERE e.id = ANY(CAST(:ids AS bigint[])) AND e.status = 'active'"""
CLAIMED = text(f"""{_ROWS} AND e.leased_until > :now
ORDER BY e.due_at, e.rank, e.id FOR NO KEY UPDATE OF e""")
LOOKED_AT = text(f"{_ROWS} ORDER BY e.id")
# Contacts who are not enrolled, as they would stand right after; their ids come behind all others.
ENTERING = text(
    _ROWS_OF.format("""(
    SELECT :behind + contact_id AS id, CAST(:sequence AS bigint) AS sequence_id,
        CAST(:version AS bigint) AS version_id, contact_id, sender_id, CAST(:step AS text) AS step,
        1 AS visit, CAST(:now AS timestamptz) AS entered_at, CAST(ARRAY[] AS text[]) AS passed,
        CAST(:now AS timestamptz) AS due_at, CAST('[]' AS jsonb) AS reasons,
        CAST(:event AS bigint) AS event_id, CAST(NULL AS timestamptz) AS resumed_at,
        CAST(NULL AS timestamptz) AS hurried_at,
        persona_rank(k.personas) AS rank
    FROM unnest(CAST(:contacts AS bigint[]), CAST(:senders AS bigint[])) n (contact_id, sender_id)
    JOIN contact k ON k.id = n.contact_id)
""")
)

# Everyone who ever was in a sequence, as they stood right after they were enrolled.
FROM_START = text(
    _ROWS_OF.format("""(
    SELECT id, sequence_id, version_id, contact_id, sender_id, step, 1 AS visit,
        enrolled_at AS entered_at, CAST(ARRAY[] AS text[]) AS passed, enrolled_at AS due_at,
        CAST('[]' AS jsonb) AS reasons, event_id, resumed_at,
        CAST(NULL AS timestamptz) AS hurried_at, rank
    FROM enrollment WHERE sequence_id = :sequence ORDER BY id LIMIT :most)
""")
)

# Also those that are over: they lengthen waits that began before.
HOLDS = text(
    " UNION ALL ".join(
        "SELECT enrollment_id, contact_id, account_id, reason, until, held_at FROM hold"  # noqa: S608
        f" WHERE {name}_id IN (SELECT unnest(CAST(:{name}s AS bigint[])))"
        " AND (until IS NULL OR until > :since)"
        for name in ("enrollment", "contact", "account")
    )
)

# Messages are looked up one by one, whatever statistics say (that is what OFFSET is for): while
# hardly any are counted yet, all that a sequence ever sent would be read to find these.
# What became of the emails of these enrollments, by step; of the latest visit where there are more.
EMAILS = text("""
SELECT DISTINCT ON (enrollment_id, step) enrollment_id, step, visit, id, key, reply_token, status,
    error, wording_shift, due_at, decided_at, delivered_at, opened_at, clicked_at, bounced_at
FROM unnest(CAST(:ids AS bigint[])) each
CROSS JOIN LATERAL (SELECT * FROM message WHERE enrollment_id = each OFFSET 0) m
ORDER BY enrollment_id, step, visit DESC""")

# What counts for a limit: what may have gone out, and what another worker is about to send.
_COUNTS = """
(m.status = ANY(:maybe_sent) AND coalesce(m.sent_at, m.sending_at) > :since
    OR m.status = 'queued' AND EXISTS (SELECT FROM enrollment e WHERE e.id = m.enrollment_id
        AND e.leased_until > :now AND e.id <> ALL(CAST(:ids AS bigint[]))))"""
PERSON_SENT = text(f"""
SELECT m.contact_id, coalesce(m.sent_at, m.sending_at, :now)
FROM unnest(CAST(:contacts AS bigint[])) each
CROSS JOIN LATERAL (SELECT * FROM message WHERE contact_id = each OFFSET 0) m
WHERE {_COUNTS}""")  # noqa: S608 - texts of ours

# When people of an account got their first email.
TOUCHED = text(f"""
SELECT m.account_id, coalesce(m.sent_at, m.sending_at, :now)
FROM unnest(CAST(:accounts AS bigint[])) each
CROSS JOIN LATERAL (SELECT * FROM message WHERE account_id = each AND first_touch OFFSET 0) m
WHERE {_COUNTS}""")  # noqa: S608

# Which wordings people of an account have of a step.
WORDINGS = text("""
SELECT m.account_id, m.sequence_id, m.step, m.contact_id, m.wording_shift
FROM unnest(CAST(:accounts AS bigint[])) each
CROSS JOIN LATERAL (SELECT * FROM message WHERE account_id = each AND contact_id IS NOT NULL
    AND sequence_id = ANY(CAST(:sequences AS bigint[])) OFFSET 0) m
WHERE m.status NOT IN ('failed', 'cancelled', 'missed')""")

# Emails of a step that may have gone to an address, whoever it was sent to there. Looked up by the
# address (that is what + 0 is for), which few emails share, and not by the step, which all do.
SENT_TO = text("""
SELECT q.sequence_id, q.step, q.visit, q.address
FROM jsonb_to_recordset(CAST(:places AS jsonb))
    q (sequence_id bigint, step text, visit int, address text)
CROSS JOIN LATERAL (SELECT FROM message m WHERE m.address = q.address
    AND m.sequence_id + 0 = q.sequence_id AND m.step = q.step AND m.visit = q.visit
    AND m.status = ANY(:maybe_sent) LIMIT 1) m""")

# What conditions ask of the latest meeting and the latest answer of contacts.
ANSWERS = text("""
SELECT each AS contact_id,
    (SELECT outcome FROM meeting m WHERE m.contact_id = each
        ORDER BY m.starts_at DESC, m.id DESC LIMIT 1) AS meeting,
    (SELECT kind FROM reply r WHERE r.contact_id = each
        ORDER BY r.received_at DESC, r.id DESC LIMIT 1) AS reply
FROM unnest(CAST(:contacts AS bigint[])) each""")

TASKS = text("""
SELECT t.enrollment_id, t.step, t.visit, t.done_at, t.expires_at FROM sequence_task t
JOIN enrollment e ON e.id = t.enrollment_id AND e.step = t.step AND e.visit = t.visit
WHERE e.id = ANY(CAST(:ids AS bigint[]))""")
