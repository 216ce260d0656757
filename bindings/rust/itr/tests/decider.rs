//! Rows that the host writes itself.
#![forbid(unsafe_code)]

mod common;
use common::{nine, request, Desk};
use itr::{CommitRow, Decider, Decision, Given, Operation, Rows, Signal, StoredTicket, Verdict};

/// What a host keeps of a ticket in its own database.
struct Kept {
    stored: StoredTicket,
    history: Vec<CommitRow>,
}

impl Kept {
    fn new(ticket: &str) -> Self {
        let stored = StoredTicket {
            tenant: "acme".into(),
            ticket: ticket.into(),
            ..Default::default()
        };
        Kept {
            stored,
            history: Vec::new(),
        }
    }

    /// What a host does in its transaction; false: somebody else was first.
    fn write(&mut self, rows: &Rows) -> bool {
        if self.history.len() as i64 != rows.expected_version {
            return false;
        }
        self.history.push(rows.commit_row());
        self.stored.commits.push(rows.commit_row());
        if let Some(snapshot) = &rows.snapshot {
            self.stored.snapshot = Some(snapshot.clone());
            self.stored.snapshot_version = Some(rows.version);
            self.stored.commits.clear();
        }
        self.stored.personal.extend(rows.personal.iter().cloned());
        true
    }
}

struct Deciding {
    desk: Desk,
    decider: Decider,
}

impl Deciding {
    fn new() -> Self {
        let (desk, decider) = (Desk::new(), Decider::new(None).unwrap());
        decider.add_pack(&desk.pack).unwrap();
        Deciding { desk, decider }
    }

    fn decide(&self, kept: &Kept, operation: Operation, given: Given<'_>) -> Decision {
        let command = self.desk.command(&kept.stored.ticket, operation);
        self.decider.decide(&kept.stored, &command, given).unwrap()
    }
}

#[test]
fn a_host_writes_the_rows_itself() {
    let deciding = Deciding::new();
    let mut kept = Kept::new("T-1");
    let given = Given {
        number: Some("2026-1"),
        entropy: Some(&[7; 16]),
        ..Given::at(nine())
    };
    let opened = deciding.decide(&kept, request(), given);
    let rows = opened.rows.unwrap();
    assert_eq!(
        (opened.verdict, opened.version, rows.summary.number.as_deref()),
        (Verdict::Decided, 1, Some("2026-1"))
    );
    assert!(rows.next_due.is_some() && rows.personal.len() == 1 && rows.at == nine());
    let again = deciding.decide(&kept, request(), given).rows.unwrap();
    assert_eq!(again.commit, rows.commit, "the same arguments give the same rows");
    assert!(kept.write(&rows) && !kept.write(&rows));

    let told = deciding.decide(&kept, Operation::send("dispatch"), Given::at(nine())).rows.unwrap();
    assert!(told.effects.len() == 1 && !told.effects[0].signal);
    assert!(kept.write(&told));
    let ticket = deciding.decider.view(&kept.stored, &deciding.desk.agent, nine()).unwrap();
    assert_eq!((ticket.version, ticket.data["customer"].as_str()), (2, Some("Ms Chen")));

    let given = Given {
        history: Some(&kept.history),
        ..Given::at(nine())
    };
    let refused = deciding.decide(&kept, Operation::send("confirm"), given);
    assert_eq!(
        (refused.verdict, refused.rejection.unwrap().code.as_str()),
        (Verdict::Rejected, "event.unexpected")
    );
}

#[test]
fn a_host_links_its_commits_with_a_ring_of_keys() {
    let deciding = Deciding::new();
    deciding.decider.seal_with(&format!("k1 {}", "ab".repeat(32))).unwrap();
    assert!(deciding.decider.seal_with("k1 short").is_err());
    let mut kept = Kept::new("T-1");
    for operation in [request(), Operation::send("dispatch")] {
        let history = kept.history.clone();
        let given = Given {
            history: Some(&history),
            ..Given::at(nine())
        };
        let rows = deciding.decide(&kept, operation, given).rows.unwrap();
        assert!(rows.commit.contains(r#""link":"k1:"#), "{}", rows.commit);
        assert!(kept.write(&rows));
    }
}

#[test]
fn a_signal_becomes_commands_for_other_tickets() {
    let deciding = Deciding::new();
    let mut parent = Kept::new("T-1");
    let mut signal = None;
    for operation in [request(), Operation::send("dispatch"), Operation::send("tell")] {
        let rows = deciding.decide(&parent, operation, Given::at(nine())).rows.unwrap();
        signal = rows.effects.iter().find(|effect| effect.signal).cloned().or(signal);
        assert!(parent.write(&rows));
    }
    let effect = signal.expect("a signal among the effects");
    let mut signal = Signal {
        tenant: "acme".into(),
        ticket: "T-1".into(),
        key: effect.key,
        kind: effect.kind,
        payload: effect.payload,
        children: None,
        personal: Vec::new(),
    };
    assert_eq!(deciding.decider.commands(&signal).unwrap_err().code(), "capi.children_needed");
    signal.children = Some(vec!["T-2".into()]);
    let commands = deciding.decider.commands(&signal).unwrap();
    assert_eq!(
        (commands.len(), commands[0].tenant.as_str(), commands[0].ticket.as_str()),
        (1, "acme", "T-2")
    );
    let mut child = Kept::new("T-2");
    assert!(child.write(&deciding.decide(&child, request(), Given::at(nine())).rows.unwrap()));
    let moved = deciding.decider.decide(&child.stored, &commands[0], Given::at(nine())).unwrap();
    assert_eq!(moved.verdict, Verdict::Decided);
}
