-- orders: nothing but inserts, with ids that the database makes. Each master makes
-- ids of its own (every sixteenth), so two never make the same one; but new rows
-- lie at the end of the table, and there they share pages.

load = {
    about = "clients append orders, with ids that the masters make",
    clients = 4,
    rate = 10,
    driver = "round_robin",
    setup = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS shop_order (id INT AUTO_INCREMENT PRIMARY KEY, " ..
            "client INT NOT NULL, number INT NOT NULL, amount INT NOT NULL)",
        "DELETE FROM shop_order",
    },
    check = "SELECT count(*), count(DISTINCT client * 1000000 + number) FROM shop_order",
}

function next(client, number)
    return {
        string.format("INSERT INTO shop_order (client, number, amount) VALUES (%d, %d, %d)",
                      client, number, math.random(100)),
        table = "shop_order", shard = client,
    }
end

function check(row, units)
    local rows, different = row[1], row[2]
    return rows == different and rows >= units.ok,
        string.format("%d orders, %d of them there twice; %d were acknowledged", rows,
                      rows - different, units.ok)
end
