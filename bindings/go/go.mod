module itr.example/itr

go 1.24
