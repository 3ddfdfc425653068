-- counters: every client adds one to one of a few hot rows. All of them lie on one page,
-- so with writes at several masters most attempts meet another's: the worst case there is.
-- The sum tells whether an addition was lost, or made twice.

load = {
    about = "clients add one to hot rows that all lie on one page",
    clients = 4,
    rate = 10,
    driver = "round_robin",
    knobs = {
        counters = {default = 8, min = 1, max = 64, about = "hot rows"},
    },
    check = "SELECT sum(n) FROM counter",
}

function load.setup()
    local rows = {}
    for id = 1, knob.counters do
        rows[id] = string.format("(%d, 0)", id)
    end
    return {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS counter (id INT PRIMARY KEY, n INT NOT NULL)",
        "INSERT IGNORE INTO counter (id, n) VALUES " .. table.concat(rows, ", "),
        "UPDATE counter SET n = 0",
    }
end

function next(client, number)
    return {
        string.format("UPDATE counter SET n = n + 1 WHERE id = %d", math.random(knob.counters)),
        table = "counter",
    }
end

function check(row, units)
    local sum = row[1]
    return sum >= units.ok and sum <= units.ok + units.unknown,
        string.format("the counters add up to %d; %d additions were acknowledged, %d are unknown",
                      sum, units.ok, units.unknown)
end
