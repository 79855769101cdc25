"""What the interface calls the values that records are stored with."""

STAGES = {
    "Lead": "Lead",
    "Qualified": "Qualified",
    "Booked": "Booked",
    "Checked In": "Checked in",
    "No Show": "No show",
    "Won": "Won",
    "Lost": "Lost",
}
ATTENDEE_STATUSES = {
    "Listed": "Listed",
    "Invited": "Invited",
    "Registered": "Registered",
    "Met": "Met",
    "Missed": "Missed",
}
ATTENDEE_SOURCES = {
    "import": "Import",
    "manual": "By hand",
    "badge_scan": "Badge scan",
}
EVENT_STATUSES = {
    "PLANNING": "Planning",
    "ACTIVE": "Active",
    "COMPLETED": "Completed",
    "CANCELLED": "Canceled",
}
SENIORITIES = {
    "C-Level": "C-level",
    "VP": "VP",
    "Director": "Director",
    "Manager": "Manager",
    "Staff": "Staff",
}
EMAIL_STATUSES = {
    "none": "No email",
    "given": "Given",
    "guessed": "Guessed",
    "verified": "Verified",
    "bounced": "Bounced",
}
ENRICHMENT = {
    "filled_in": "Filled in",
    "needs_review": "Needs review",
    "nothing_found": "Nothing found",
    "failed": "Failed",
    "never": "Not enriched",
}
OWNERS = {"me": "Mine", "none": "Unassigned"}
SCORES = {"80": "80 or more", "60": "60 or more", "40": "40 or more", "20": "20 or more"}
SUPPRESSION_REASONS = {
    "unsubscribed": "Unsubscribed",
    "complained": "Marked as spam",
    "objected": "Asked us to stop",
    "bounced": "Bounced",
    "invalid": "Invalid address",
    "manual": "Other",
}
SUPPRESSION_SOURCES = {
    "recipient": "Recipient",
    "person": "Team",
    "import": "Import",
    "sendgrid": "SendGrid",
    "api": "API",
}
SUPPRESSION_KINDS = {"address": "Address", "domain": "Domain"}
JOB_STATUSES = {
    "queued": "Queued",
    "running": "Running",
    "waiting": "Waiting",
    "succeeded": "Done",
    "failed": "Failed",
    "cancelled": "Canceled",
}
SEQUENCE_STATUSES = {
    "draft": "Draft",
    "active": "Active",
    "paused": "Paused",
    "archived": "Archived",
}
RULE_TRIGGERS = {
    "target_qualified": "An account becomes Qualified",
    "attendee_met": "A contact becomes Met",
    "contact_imported": "An import adds a contact",
}
ON_REPLY = {"end": "Leaves the sequence", "pause": "Pauses until someone resumes them"}
ON_COLLEAGUE = {
    "continue": "Continue",
    "pause": "Pause until someone resumes them",
    "stop": "Leave the sequence",
}
REPLY_KINDS = {
    "human": "Reply",
    "out_of_office": "Out of office",
    "left": "Left the company",
    "stop": "Stop",
    "bounce": "Bounce",
    "acknowledgement": "Confirmation",
    "challenge": "Sender check",
    "list": "List email",
    "own": "Our own copy",
}
REPLY_VIEWS = {
    "to_place": "To place",
    "away": "Out of office",
    "stops": "Stops",
    "all": "All replies",
}
ANSWER_STATUSES = {
    "queued": "Queued",
    "sending": "Sending",
    "sent": "Sent",
    "unknown": "Unconfirmed",
    "failed": "Failed",
}
ENROLLMENT_STATUSES = {"active": "Active", "finished": "Finished", "exited": "Exited"}
MESSAGE_STATUSES = {
    "queued": "Queued",
    "sending": "Sending",
    "unknown": "Unconfirmed",
    "accepted": "Sent",
    "delivered": "Delivered",
    "bounced": "Bounced",
    "dropped": "Dropped",
    "failed": "Failed",
    "cancelled": "Canceled",
    "missed": "Missed",
}
TASKS_DUE = {"overdue": "Overdue", "day": "Within a day", "week": "Within a week"}
MEETING_KINDS = {
    "call": "Call",
    "video": "Video call",
    "booth": "At the booth",
    "other": "Other",
}
MEETING_OUTCOMES = {
    "scheduled": "Scheduled",
    "completed": "Completed",
    "no_show": "No-show",
    "cancelled": "Canceled",
}
MEETINGS_WHEN = {
    "today": "Today",
    "week": "Next 7 days",
    "past": "Past",
    "all": "All",
}
# By their numbers, Monday first.
WEEKDAYS = {
    "0": "Mon",
    "1": "Tue",
    "2": "Wed",
    "3": "Thu",
    "4": "Fri",
    "5": "Sat",
    "6": "Sun",
}
HUBSPOT_STANDINGS = {
    "synced": "Synced",
    "pending": "Pending",
    "conflict": "Conflict",
    "error": "Error",
    "not_linked": "Not linked",
    "duplicate": "Duplicate",
    "archived": "Archived",
    "erased": "Erased",
}
