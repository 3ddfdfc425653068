-- random: each try goes anywhere.
--
-- What it is for: the simplest driver that spreads work evenly without keeping
-- anything in mind. Many programs that never talk to each other still load all
-- masters alike, and a retry is soon somewhere else.
--
-- What is wrong with it:
-- * It asks dead masters as often as those that live.
-- * Two changes of one page meet at two masters all the time: error 1213.
-- * What one client has just written at one master, it reads at another, where
--   it may not have arrived yet.

function pick(request, endpoints)
    return endpoints[math.random(#endpoints)].name
end

function on_error(error, attempt)
    if error.class == "app" or error.class == "duplicate" or error.class == "unknown" then
        return "report"                 -- a repetition helps nobody, or may double a row
    end
    return "retry"                      -- after the waits of retry.*; anywhere
end
