-- course: the course's own demo. One program inserts a row every half second,
-- on alternating masters, into a table without a key, and counts on the other
-- master when one does not answer.

load = {
    about = "one client inserts a row every 500 ms, on alternating masters, as the course's demo does",
    clients = 1,
    rate = 2,
    driver = "round_robin",
    setup = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS course (title VARCHAR(40), instructor VARCHAR(40), " ..
            "duration INT, created DATE, url VARCHAR(256))",
    },
}

function next(client, number)
    return string.format(
        "INSERT INTO course (title, instructor, duration, created, url) VALUES " ..
        "('Course %d', 'Instructor %d', %d, '2020-12-17', 'https://example.com/course/%d')",
        number, (number - 1) % 7 + 1, 30 + number % 60, number)
end
