-- hot_page: every client changes a row of its own, and no two ever want the same one.
-- Yet they collide: the rows lie on one page, and the page is what two masters
-- cannot change at a time. With gap=1000 each row lies on a page of its own, and
-- the conflicts are gone: it was never about the rows.

load = {
    about = "each client changes a row of its own; all rows lie on one page",
    clients = 4,
    rate = 10,
    driver = "round_robin",
    knobs = {
        gap = {default = 1, min = 1, max = 1000, about = "between the keys of two clients' rows"},
    },
    check = "SELECT sum(n) FROM hot",
}

local CLIENTS = 64

function load.setup()
    local rows = {}
    for client = 1, CLIENTS do
        rows[client] = string.format("(%d, 0)", client * knob.gap)
    end
    return {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS hot (id INT PRIMARY KEY, n INT NOT NULL)",
        "DELETE FROM hot",
        "INSERT INTO hot (id, n) VALUES " .. table.concat(rows, ", "),
    }
end

function next(client, number)
    return {
        string.format("UPDATE hot SET n = n + 1 WHERE id = %d", client * knob.gap),
        table = "hot", shard = client,
    }
end

function check(row, units)
    local sum = row[1]
    return sum >= units.ok and sum <= units.ok + units.unknown,
        string.format("the rows add up to %d; %d changes were acknowledged, %d are unknown",
                      sum, units.ok, units.unknown)
end
