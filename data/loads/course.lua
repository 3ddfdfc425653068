-- course: the course's own demo. One program inserts a row every half second,
-- on alternating masters, into a table without a key, and counts on the other
-- master when one does not answer. Its check sees what the demo cannot show:
-- more rows than the program was told of.

load = {
    about = "a client inserts rows on alternating masters, as the course's demo does",
    clients = 1,
    rate = 2,
    driver = "round_robin",
    setup = {
        "CREATE DATABASE IF NOT EXISTS demo",
        "USE demo",
        "CREATE TABLE IF NOT EXISTS course (title VARCHAR(40), instructor VARCHAR(40), " ..
            "duration INT, created DATE, url VARCHAR(256))",
    },
    check = "SELECT count(*), count(DISTINCT url) FROM course WHERE title LIKE 'Course %'",
}

function next(client, number, now_ms)
    return string.format(
        "INSERT INTO course (title, instructor, duration, created, url) VALUES " ..
        "('Course %d', 'Instructor %d', %d, '2020-12-17', 'https://example.com/%d/%d/%d')",
        number, (number - 1) % 7 + 1, 30 + number % 60, client, number, now_ms)
end

function check(row, units)
    local rows, different = row[1], row[2]
    return rows == different,
        string.format("%d courses, %d of them there twice", rows, rows - different)
end
