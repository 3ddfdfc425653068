-- tenants: many customers of one service, each with rows of its own. A unit of work
-- takes an order of one tenant and adds it to the tenant's total.
--
-- Keys begin with the tenant (tenant 7 has 7000000 to 7999999), so no page holds rows
-- of two: who sends each tenant to a master of its own has no conflicts at all. Each
-- unit says whose it is (shard), which the driver shard_map reads; round_robin does not.

load = {
    about = "orders of tenants, each on pages of its own: made to be sharded",
    clients = 4,
    rate = 10,
    driver = "round_robin",
    knobs = {
        tenants = {default = 8, min = 1, max = 200, about = "tenants in all"},
    },
    check = "SELECT (SELECT sum(total) FROM tenant), (SELECT coalesce(sum(amount), 0) FROM orders)",
}

local ROOM = 1000000                    -- keys of one tenant

function load.setup()
    local rows = {}
    for tenant = 1, knob.tenants do
        rows[tenant] = string.format("(%d, 0)", tenant * ROOM)
    end
    return {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS tenant (id INT PRIMARY KEY, total INT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY, amount INT NOT NULL)",
        "DELETE FROM orders",
        "DELETE FROM tenant",
        "INSERT INTO tenant (id, total) VALUES " .. table.concat(rows, ", "),
    }
end

function next(client, number)
    local tenant = math.random(knob.tenants)
    local amount = math.random(100)
    return {
        string.format("INSERT INTO orders (id, amount) VALUES (%d, %d)",
                      tenant * ROOM + client * 10000 + number % 10000, amount),
        string.format("UPDATE tenant SET total = total + %d WHERE id = %d", amount, tenant * ROOM),
        table = "orders", shard = tenant,
    }
end

function check(row, units)
    return row[1] == row[2],
        string.format("the tenants' totals are %d, their orders add up to %d", row[1], row[2])
end
