"""The receiver of the webhooks: on a bad day, and strict about signatures."""
import hashlib
import hmac
import http.server
import json
import subprocess
import sys
import threading
import unittest

PROGRAM = sys.argv.pop(1)
SECRET = "a secret that both know"


class Receiver(http.server.BaseHTTPRequestHandler):
    """`behaviour(key, times)` says what to answer to the times-th post with this key: a status, or None to hang up."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key, timestamp = self.headers["Idempotency-Key"], self.headers["Itr-Timestamp"]
        signed = f"{timestamp}.{key}.".encode() + body
        right = "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        times = sum(post["key"] == key for post in self.server.posts)
        self.server.posts.append({"key": key, "signed": hmac.compare_digest(right, self.headers["Itr-Signature"]),
                                  "timestamp": int(timestamp), "attempt": int(self.headers["Itr-Attempt"]), "body": json.loads(body)})
        status = self.server.behaviour(key, times)
        if status is None:
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


def deliver(behaviour, secret=SECRET):
    """(posts as they came, what the program printed)"""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.posts, server.behaviour = [], behaviour
    threading.Thread(target=server.serve_forever, daemon=True).start()
    done = subprocess.run([PROGRAM, f"http://127.0.0.1:{server.server_port}/hook", secret], capture_output=True, text=True, timeout=100)
    server.shutdown()
    server.server_close()
    assert done.returncode == 0, done.stderr
    return server.posts, done.stdout


class Webhooks(unittest.TestCase):
    def test_each_effect_arrives_once_signed_and_in_the_order_of_its_ticket(self):
        posts, printed = deliver(lambda key, times: 200)
        self.assertEqual(len(posts), 6)
        self.assertEqual(len({post["key"] for post in posts}), 6)
        self.assertTrue(all(post["signed"] for post in posts))
        for ticket in ("R-1", "R-2", "R-3"):
            self.assertEqual([post["key"] for post in posts if post["body"]["ticket"] == ticket], [f"{ticket}:1", f"{ticket}:2"])
        told = next(post["body"] for post in posts if post["key"] == "R-2:2")
        self.assertEqual(told, {"kind": "notify", "payload": {"to": "customer", "with": {"name": "R-2"}}, "tenant": "acme", "ticket": "R-2", "version": 2})
        self.assertNotIn("incident", printed)

    def test_what_fails_comes_again_with_the_same_key_and_later(self):
        posts, printed = deliver(lambda key, times: (500 if times == 0 else 503 if times == 1 else 204) if key == "R-1:1" else 200)
        again = [post for post in posts if post["key"] == "R-1:1"]
        self.assertEqual([post["attempt"] for post in again], [1, 2, 3])
        self.assertEqual([post["body"] for post in again], [again[0]["body"]] * 3)
        # 30 s, then 60 s, of which the second half is by lot; the example looks once a minute.
        waits = [b["timestamp"] - a["timestamp"] for a, b in zip(again, again[1:])]
        self.assertTrue(all(wait >= 15 for wait in waits), waits)
        keys = [post["key"] for post in posts]
        self.assertGreater(keys.index("R-1:2"), keys.index("R-1:1"))
        self.assertLess(keys.index("R-2:2"), len(keys) - 1)
        self.assertNotIn("incident", printed)

    def test_a_receiver_that_hangs_up_gets_it_again_with_the_same_key(self):
        posts, printed = deliver(lambda key, times: None if key == "R-2:1" and times == 0 else 200)
        # libcurl itself repeats a post on a connection that it had kept; else the outbox does, later.
        again = [post for post in posts if post["key"] == "R-2:1"]
        self.assertEqual(len(again), 2)
        self.assertEqual(again[0]["body"], again[1]["body"])
        self.assertIn("R-2:2", [post["key"] for post in posts])
        self.assertNotIn("incident", printed)

    def test_what_is_always_refused_becomes_an_incident_and_holds_nothing_up(self):
        posts, printed = deliver(lambda key, times: 410 if key == "R-3:1" else 200)
        self.assertEqual(sum(post["key"] == "R-3:1" for post in posts), 4)
        self.assertIn("incident R-3:1 after 4 attempts: the receiver answers 410", printed)
        self.assertIn("R-3:2", [post["key"] for post in posts])

    def test_a_receiver_with_another_secret_knows_that_the_signature_is_wrong(self):
        posts, _ = deliver(lambda key, times: 200, secret="another secret")
        self.assertFalse(any(post["signed"] for post in posts))


if __name__ == "__main__":
    unittest.main()
